import type { RawFinding } from "../pattern-finding.ts";
import {
  isRecord,
  countAt,
  type PatternScanner,
  recordsIn,
  scannerOutput,
  stringAt,
  type ToScan,
} from "./pattern-scanner.ts";

/** Without a call to anybody: of itself it asks the issuers whether a token works. */
const ALWAYS = ["--format", "json", "--no-validate", "--no-update-check", "--no-dedup", "--quiet"];
/** It found something. */
const FOUND = [200, 205];

export const kingfisher: PatternScanner = {
  name: "kingfisher",
  versionArguments: ["--version"],
  files: async (place) => kingfisherFindings(["--git-history", "none"], place),
  history: async (place) => kingfisherFindings(["--git-history", "full"], place),
};

async function kingfisherFindings(
  options: readonly string[],
  { folder, path, env }: ToScan,
): Promise<readonly RawFinding[]> {
  const argv = ["scan", path, ...options, ...ALWAYS];
  const output = await scannerOutput("kingfisher", argv, { cwd: folder, env, succeeds: FOUND });
  // A second line has the totals.
  const [report = ""] = output.split("\n");
  return recordsIn("kingfisher", `[${report}]`)
    .flatMap(({ findings }) => (Array.isArray(findings) ? findings.filter(isRecord) : []))
    .map(kingfisherFinding);
}

function kingfisherFinding(record: Readonly<Record<string, unknown>>): RawFinding {
  const finding = isRecord(record["finding"]) ? record["finding"] : {};
  const rule = isRecord(record["rule"]) ? record["rule"] : {};
  return {
    rule: stringAt(rule, "id"),
    path: stringAt(finding, "path"),
    line: countAt(finding, "line"),
    column: countAt(finding, "column_start"),
    text: stringAt(finding, "snippet"),
  };
}
