import { execFile } from "node:child_process";

import { CouldNotLook } from "../../could-not-look.ts";
import type { Environment } from "../../project/git.ts";
import type { RawFinding } from "../pattern-finding.ts";

/** A scanner for patterns that may be installed. */
export interface PatternScanner {
  readonly name: string;
  /** Prints its version. */
  readonly versionArguments: readonly string[];
  /** A folder of files, or a single one. `undefined`: it can't look there. */
  readonly files: (place: ToScan) => Promise<readonly RawFinding[]>;
  /** All commits of a repository. Left out: it can't read a history. */
  readonly history?: (place: ToScan) => Promise<readonly RawFinding[]>;
}

export interface ToScan {
  readonly folder: string;
  /** Within the folder. */
  readonly path: string;
  readonly env: Environment;
}

interface ScannerRun {
  readonly cwd: string;
  readonly env: Environment;
  /** Codes besides 0 that say that it worked. */
  readonly succeeds?: readonly number[];
}

const MOST_OUTPUT = 512 * 1024 * 1024;

/**
 * What a scanner prints. Its output holds secrets: nothing of it is repeated.
 *
 * @throws CouldNotLook where it fails
 */
export async function scannerOutput(
  program: string,
  argv: readonly string[],
  { cwd, env, succeeds = [] }: ScannerRun,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  execFile(program, argv, { cwd, env: { ...env }, maxBuffer: MOST_OUTPUT }, (error, stdout) => {
    if (error === null || succeeds.includes(Number(error.code))) resolve(stdout);
    else reject(scannerFailed(program, error.code));
  });
  return promise;
}

function scannerFailed(program: string, code: unknown): CouldNotLook {
  return new CouldNotLook({
    code: "scanner-failed",
    message: `${program} failed (${String(code)}): what it would have found is not known`,
    fix: `run ${program} by itself, which says why`,
  });
}

/**
 * The objects of a scanner's report.
 *
 * @throws CouldNotLook where it isn't the report that was asked for
 */
export function recordsIn(program: string, text: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const parsed: unknown = JSON.parse(text.trim() === "" ? "[]" : text);
    if (Array.isArray(parsed)) return parsed.filter(isRecord);
  } catch {
    // Said below: what JSON.parse says quotes the report.
  }
  throw scannerFailed(program, "its report can't be read");
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** An empty one where there is none. */
export function recordAt(
  record: Readonly<Record<string, unknown>>,
  name: string,
): Readonly<Record<string, unknown>> {
  const value = record[name];
  return isRecord(value) ? value : {};
}

export function stringAt(record: Readonly<Record<string, unknown>>, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value : "";
}

export function countAt(record: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = record[name];
  return typeof value === "number" && value > 0 ? value : undefined;
}
