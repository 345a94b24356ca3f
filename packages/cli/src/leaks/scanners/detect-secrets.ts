import type { RawFinding } from "../pattern-finding.ts";
import {
  isRecord,
  countAt,
  type PatternScanner,
  recordsIn,
  scannerOutput,
  stringAt,
} from "./pattern-scanner.ts";

/** Its report has a hash in place of the text, and so has a baseline. */
export const detectSecrets: PatternScanner = {
  name: "detect-secrets",
  versionArguments: ["--version"],
  async files({ folder, path, env }) {
    const argv = ["scan", "--all-files", "--no-verify", path];
    const output = await scannerOutput("detect-secrets", argv, { cwd: folder, env });
    return recordsIn("detect-secrets", `[${output}]`)
      .flatMap(({ results }) => (isRecord(results) ? Object.values(results) : []))
      .flatMap((each) => (Array.isArray(each) ? each.filter(isRecord) : []))
      .map(detectedFinding);
  },
};

function detectedFinding(record: Readonly<Record<string, unknown>>): RawFinding {
  return {
    rule: stringAt(record, "type"),
    path: stringAt(record, "filename"),
    line: countAt(record, "line_number"),
    text: stringAt(record, "hashed_secret"),
  };
}
