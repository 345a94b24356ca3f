import type { RawFinding } from "../pattern-finding.ts";
import {
  countAt,
  type PatternScanner,
  recordsIn,
  scannerOutput,
  stringAt,
  type ToScan,
} from "./pattern-scanner.ts";

/** gitleaks, and betterleaks, which takes the same options. Their configuration in the folder counts. */
export function gitleaks(name: "gitleaks" | "betterleaks"): PatternScanner {
  const report = ["--report-format", "json", "--report-path", "-", "--no-banner", "--log-level", "error", "--exit-code", "0"]; // prettier-ignore
  const run = async (argv: readonly string[], { folder, env }: ToScan) =>
    recordsIn(name, await scannerOutput(name, [...argv, ...report], { cwd: folder, env })).map(findingIn);
  return {
    name,
    versionArguments: ["version"],
    files: async (place) => run(["dir", place.path], place),
    history: async (place) => run(["git", "--log-opts=--all", place.path], place),
  };
}

function findingIn(record: Readonly<Record<string, unknown>>): RawFinding {
  const id = stringAt(record, "Commit");
  const [author, email] = [stringAt(record, "Author"), stringAt(record, "Email")];
  return {
    rule: stringAt(record, "RuleID"),
    path: stringAt(record, "File"),
    line: countAt(record, "StartLine"),
    column: countAt(record, "StartColumn"),
    ...(id !== "" && { commit: { id, author: `${author} <${email}>`, date: stringAt(record, "Date") } }),
    text: stringAt(record, "Secret"),
  };
}
