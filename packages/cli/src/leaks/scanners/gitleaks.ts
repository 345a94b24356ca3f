import type { RawFinding } from "../pattern-finding.ts";
import {
  numberAt,
  type PatternScanner,
  recordsIn,
  scannerOutput,
  textAt,
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
  const id = textAt(record, "Commit");
  const [author, email] = [textAt(record, "Author"), textAt(record, "Email")];
  return {
    rule: textAt(record, "RuleID"),
    path: textAt(record, "File"),
    line: numberAt(record, "StartLine"),
    column: numberAt(record, "StartColumn"),
    ...(id !== "" && { commit: { id, author: `${author} <${email}>`, date: textAt(record, "Date") } }),
    text: textAt(record, "Secret"),
  };
}
