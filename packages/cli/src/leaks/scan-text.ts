import type { Finding } from "../finding.ts";
import { counted } from "../text/counted.ts";
import type { Page } from "../text/page.ts";
import type { BaselineEntry } from "./baseline.ts";
import { megabytes } from "./progress-line.ts";
import type { ScanData } from "./scan-data.ts";

/** What was looked at; problems follow. */
export function scanSummary(data: ScanData, { style }: Page): string {
  const { findings, more, settings, looked, patterns, baseline } = data;
  const where = `${counted(looked.contents, NOUNS[data.place])}, ${megabytes(looked.bytes)}`;
  const values = `the ${settings.length === 1 ? "value" : "values"} of ${counted(settings.length, "secret")}`;
  const scanner =
    patterns.version === null
      ? "known formats of tokens"
      : `patterns by ${patterns.scanner} ${patterns.version}`;
  const known = baseline === null ? "" : `; ${baseline.known} in the baseline`;
  const found = findings.length === 0 ? `${style.green("✓")} nothing` : String(findings.length + more);
  return `${found} found in ${where}: looked for ${values}, and for ${scanner}${known}`;
}

const NOUNS: Readonly<Record<ScanData["place"], string>> = {
  "work-tree": "file",
  staged: "staged file",
  history: "object",
  path: "file",
  image: "file",
  stdin: "input",
};

interface ToWarn {
  readonly weak: readonly string[];
  readonly names: readonly string[];
  readonly leftOut: ScanData["leftOut"];
  readonly unused: readonly BaselineEntry[];
}

export function scanWarnings({ weak, names, leftOut, unused }: ToWarn): readonly Finding[] {
  return [
    ...(names.length === 0 ? [NO_VALUES] : []),
    ...weak.map((setting) => ({ code: "weak-value", setting, message: WEAK })),
    ...leftOut.filter(({ why }) => why === "submodule").map(submoduleFinding),
    ...unreachableFinding(leftOut),
    ...unused.map(({ rule, path }) => ({
      code: "unused-baseline",
      message: `the baseline has ${rule} of ${path}, which is found nowhere any more`,
      fix: "write the baseline anew with --write",
    })),
  ];
}

const NO_VALUES: Finding = {
  code: "no-values",
  message: "No source has a value of a secret: only what has the form of one was looked for",
  fix: "scan where the values are, or with --all-sources",
};
const WEAK = "its value is too short or too common to be looked for";

function submoduleFinding({ path }: ScanData["leftOut"][number]): Finding {
  return { code: "left-out", message: `${path} is a submodule that isn't checked out`, file: path };
}

function unreachableFinding(leftOut: ScanData["leftOut"]): readonly Finding[] {
  const count = leftOut.filter(({ why }) => why === "unreachable").length;
  if (count === 0) return [];
  const message = `${counted(count, "object")} that no branch and no tag leads to ${count === 1 ? "has" : "have"} a secret`;
  return [{ code: "left-out", message, fix: "add --unreachable to see them; git gc removes them in time" }];
}
