import { posix, sep } from "node:path";

import type { Finding } from "../finding.ts";
import type { LeakData } from "./scan-data.ts";

interface ToSarif {
  readonly leaks: readonly { readonly leak: LeakData; readonly message: string }[];
  /** What kept the scan from looking. */
  readonly failures: readonly Finding[];
}

/** A log of SARIF 2.1.0. It has no snippet, and no fingerprint of a text. */
export function sarifText({ leaks, failures }: ToSarif): string {
  const rules = [...new Set(leaks.map(({ leak }) => ruleOf(leak)))].sort();
  const fingerprints = new Fingerprints();
  const run = {
    tool: { driver: { name: "confide", rules: rules.map((id) => ({ id, ...RULE_TEXT })) } },
    invocations: [
      {
        executionSuccessful: failures.length === 0,
        toolExecutionNotifications: failures.map(({ message }) => ({
          level: "error",
          message: { text: message },
        })),
      },
    ],
    columnKind: "utf16CodeUnits",
    results: leaks.map(({ leak, message }) => ({
      ruleId: ruleOf(leak),
      ruleIndex: rules.indexOf(ruleOf(leak)),
      level: "error",
      message: { text: message },
      locations: locationsOf(leak),
      partialFingerprints: { "confide/v1": fingerprints.of(leak) },
    })),
  };
  const log = { version: "2.1.0", $schema: SCHEMA, runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const RULE_TEXT = {
  shortDescription: { text: "A secret where it must not be" },
  defaultConfiguration: { level: "error" },
};

function ruleOf({ kind, name }: LeakData): string {
  return `${kind === "own" ? "own-value" : "pattern"}/${name}`;
}

function locationsOf({ path, line, column, in: kind }: LeakData) {
  if (path === undefined || kind === "tag" || kind === "ref-name") return [];
  const region =
    line === undefined
      ? {}
      : { region: { startLine: line, ...(column !== undefined && { startColumn: column }) } };
  return [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, ...region } }];
}

/** Relative to wherever the scan was started. */
function uriOf(path: string): string {
  return path.split(sep).map(encodeURIComponent).join(posix.sep);
}

/** By rule, file and the how-manieth there: a moved line is the same finding, and the text stays unknown. */
class Fingerprints {
  readonly #counts = new Map<string, number>();

  of(leak: LeakData): string {
    const place = [ruleOf(leak), leak.in, leak.path ?? leak.commit?.id ?? ""].join("\0");
    const count = (this.#counts.get(place) ?? 0) + 1;
    this.#counts.set(place, count);
    const { createHash } = process.getBuiltinModule("node:crypto");
    return createHash("sha256").update(`${place}\0${count}`).digest("hex");
  }
}
