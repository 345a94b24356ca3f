import { join, relative } from "node:path";

import type { SecretFinder } from "@confide/redact";
import type { Finding as ScanFinding, ScanReport } from "@confide/scan";

import type { Environment } from "../project/git.ts";
import { type Baseline, fingerprintOf } from "./baseline.ts";
import { CopiedFiles } from "./copied-files.ts";
import type { PatternFinding, RawFinding } from "./pattern-finding.ts";
import type { ScanPlace } from "./scan-place.ts";
import { installedScanner, type InstalledScanner } from "./scanners/installed-scanner.ts";

/** Which scanner looks for patterns in a place; `undefined`: confide itself, by its known formats. */
export async function scannerFor(place: ScanPlace, env: Environment): Promise<InstalledScanner | undefined> {
  if (place.kind === "stdin" || place.kind === "image") return undefined;
  const folder = "folder" in place ? place.folder : ".";
  return installedScanner(folder, env, ({ history }) => place.kind !== "history" || history !== undefined);
}

export interface PatternScan {
  readonly report: ScanReport;
  readonly env: Environment;
  readonly finder: SecretFinder;
  readonly baseline: Baseline;
}

/** What an installed scanner finds. Whose text is a value that confide knows is left out: it is found besides. */
export async function scannedBy(
  { scanner }: InstalledScanner,
  place: ScanPlace,
  { report, env, finder, baseline }: PatternScan,
): Promise<readonly PatternFinding[]> {
  const { folder = "." } = report;
  const raw = await rawFindings(scanner, place, folder, env);
  return raw
    .filter(({ text }) => !finder.findText(text).some(({ known }) => known))
    .map(({ text, ...finding }) => ({
      ...finding,
      rule: /^[\w .:/()-]{1,80}$/.test(finding.rule) ? finding.rule : "unnamed",
      path: printable(finding.path, finder),
      ...(finding.commit && {
        commit: { ...finding.commit, author: printable(finding.commit.author, finder) },
      }),
      fingerprint: fingerprintOf(text, baseline),
    }));
}

type Scanner = InstalledScanner["scanner"];

async function rawFindings(
  scanner: Scanner,
  place: ScanPlace,
  folder: string,
  env: Environment,
): Promise<readonly RawFinding[]> {
  if (place.kind === "stdin" || place.kind === "image") return [];
  if (place.kind === "path") return scanner.files({ folder: process.cwd(), path: place.path, env });
  const here = { folder, path: ".", env };
  if (place.kind === "history") return (await scanner.history?.(here)) ?? [];
  using copied = new CopiedFiles();
  if (place.kind === "staged") await copied.takeStaged(folder, env);
  else await copied.takeWorkTree(folder, env);
  return inFolder(await scanner.files({ ...here, folder: copied.folder }), copied.folder);
}

/** Scanners differ in whether they say `./a`, `a` or the whole path. */
function inFolder(findings: readonly RawFinding[], folder: string): readonly RawFinding[] {
  return findings.map((each) => ({
    ...each,
    path: relative(folder, join(folder, relativeTo(folder, each.path))),
  }));
}

function relativeTo(folder: string, path: string): string {
  return path.startsWith(folder) ? relative(folder, path) : path;
}

function printable(text: string, finder: SecretFinder): string {
  return finder
    .findText(text)
    .toReversed()
    .reduce(
      (shown, { start, end, name }) => `${shown.slice(0, start)}[secret ${name}]${shown.slice(end)}`,
      text,
    );
}

/** What confide found itself by its known formats. */
export function formatFindings(findings: readonly ScanFinding[]): readonly PatternFinding[] {
  return findings
    .filter(({ known }) => !known)
    .map(({ setting, path = "", line, column, commit, fingerprint }) => ({
      rule: setting,
      path,
      line,
      column,
      commit,
      fingerprint,
    }));
}
