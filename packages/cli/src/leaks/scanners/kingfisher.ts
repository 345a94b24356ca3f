import type { RawFinding } from "../pattern-finding.ts";
import {
  isRecord,
  recordAt,
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
  // It looks through the files besides, which are no history.
  history: async (place) =>
    (await kingfisherFindings(["--git-history", "full"], place)).filter(({ commit }) => commit !== undefined),
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
  const [finding, rule] = [recordAt(record, "finding"), recordAt(record, "rule")];
  const commit = recordAt(recordAt(finding, "git_metadata"), "commit");
  const author = recordAt(commit, "author");
  return {
    rule: stringAt(rule, "id"),
    path: stringAt(finding, "path"),
    line: countAt(finding, "line"),
    column: countAt(finding, "column_start"),
    ...("id" in commit && {
      commit: {
        id: stringAt(commit, "id"),
        author: `${stringAt(author, "name")} <${stringAt(author, "email")}>`,
        date: stringAt(commit, "date"),
      },
    }),
    text: stringAt(finding, "snippet"),
  };
}
