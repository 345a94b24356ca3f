import { CouldNotLook } from "../could-not-look.ts";
import { textOrNone } from "../files/read-text.ts";
import type { PatternFinding } from "./pattern-finding.ts";

/** What scanners for patterns found and somebody has looked at. A value that confide knows is never in it. */
export interface Baseline {
  /** With it texts are told again: without it their hashes say nothing. */
  readonly key: Buffer;
  readonly entries: readonly BaselineEntry[];
}

export interface BaselineEntry {
  readonly rule: string;
  /** Where it was when the file was written. Only for readers: it may have moved. */
  readonly path: string;
  readonly fingerprint: string;
}

const VERSION = 1;
const KEY_BYTES = 32;
/** Enough that no two are the same by chance, and too few to tell a guess at the text for sure. */
const DIGITS = 16;

export function newBaseline(): Baseline {
  return { key: process.getBuiltinModule("node:crypto").randomBytes(KEY_BYTES), entries: [] };
}

/**
 * @returns `undefined` if the file isn't there.
 * @throws CouldNotLook if it is no baseline.
 */
export function readBaseline(path: string, shown: string): Baseline | undefined {
  const text = textOrNone(path);
  if (text === undefined) return undefined;
  const parsed = parsedBaseline(text);
  if (parsed !== undefined) return parsed;
  throw new CouldNotLook({
    code: "not-a-baseline",
    message: `${shown} is no baseline of confide scan`,
    file: shown,
    fix: "name another file, or write it anew with --write",
  });
}

function parsedBaseline(text: string): Baseline | undefined {
  try {
    const { version, key, findings } = JSON.parse(text) as Record<string, unknown>;
    if (version !== VERSION || typeof key !== "string" || !Array.isArray(findings)) return undefined;
    const entries = findings as readonly BaselineEntry[];
    const areEntries = entries.every((each) => typeof each.rule === "string" && typeof each.path === "string" && typeof each.fingerprint === "string"); // prettier-ignore
    return areEntries ? { key: Buffer.from(key, "base64"), entries } : undefined;
  } catch {
    return undefined;
  }
}

/** Sorted, so that a difference shows what has changed. */
export function baselineText({ key }: Baseline, findings: readonly PatternFinding[]): string {
  const entries = findings.flatMap(({ rule, path, fingerprint }) =>
    fingerprint === undefined ? [] : [{ rule, path, fingerprint }],
  );
  const distinct = new Map(entries.map((each) => [entryKey(each), each]));
  const sorted = [...distinct.values()].toSorted(
    (a, b) => compared(a.path, b.path) || compared(entryKey(a), entryKey(b)),
  );
  return `${JSON.stringify({ version: VERSION, key: key.toString("base64"), findings: sorted }, null, 2)}\n`;
}

function compared(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function fingerprintOf(text: string, { key }: Baseline): string {
  const { createHmac } = process.getBuiltinModule("node:crypto");
  return createHmac("sha256", key).update(text).digest("hex").slice(0, DIGITS);
}

/** What a finding and an entry have in common. A line that moved makes no difference, nor does a file. */
function entryKey({ rule, fingerprint }: Pick<PatternFinding, "rule" | "fingerprint">): string {
  return `${rule} ${fingerprint}`;
}

export interface Sorted {
  readonly fresh: readonly PatternFinding[];
  readonly known: number;
  readonly unused: readonly BaselineEntry[];
}

/** What is in a baseline, what isn't, and what of it was not found. */
export function sortedBy({ entries }: Baseline, findings: readonly PatternFinding[]): Sorted {
  const known = new Set(entries.map(entryKey));
  const fresh = findings.filter((each) => !known.has(entryKey(each)));
  const found = new Set(findings.map(entryKey));
  return {
    fresh,
    known: findings.length - fresh.length,
    unused: entries.filter((each) => !found.has(entryKey(each))),
  };
}
