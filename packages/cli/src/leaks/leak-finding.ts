import type { Finding } from "../finding.ts";
import type { LeakData, ScanData } from "./scan-data.ts";

/** A leak as a sentence, with what to do. */
export function leakFinding(leak: LeakData, place: ScanData["place"]): Finding {
  const { kind, name, path, line } = leak;
  const isOwn = kind === "own";
  return {
    code: isOwn ? "own-value" : "pattern",
    ...(isOwn && { setting: name, secret: true }),
    message: (isOwn ? "its value is " : `${name} says that a secret is `) + whereText(leak),
    ...(path !== undefined && leak.in !== "ref-name" && leak.in !== "tag" && { file: path }),
    ...(line !== undefined && { line }),
    fix: fixOf(leak, place),
  };
}

function whereText({ in: kind, form, path, commit, versions }: LeakData): string {
  const written = form === "plain" ? "" : `, written as ${form}`;
  const where = WHERE[kind] ?? "in the file";
  const named = kind === "tag" || kind === "ref-name" ? ` (${path})` : "";
  if (commit === undefined) return `${where}${named}${written}`;
  const brought = `${commit.id.slice(0, SHORT_ID)} by ${commit.author} on ${commit.date.slice(0, "2026-01-01".length)}`;
  if (kind === "commit") return `in the commit ${brought}${written}`;
  const more = versions === undefined ? "" : `, and ${versions} versions have it`;
  return `${where} since the commit ${brought}${more}${written}`;
}

const SHORT_ID = 12;

const WHERE: Readonly<Record<string, string>> = {
  content: "in the file",
  "file-name": "in the name of a file",
  "link-target": "in the target of a link",
  tag: "in the message of a tag",
  "ref-name": "in the name of a branch or tag",
  commit: "in a commit",
};

function fixOf({ kind }: LeakData, place: ScanData["place"]): string {
  const looked = kind === "pattern" ? "; if it is none, --baseline keeps a list of what was looked at" : "";
  return FIXES[place] + looked;
}

const FIXES: Readonly<Record<ScanData["place"], string>> = {
  "work-tree": "take it out of the file; if it was ever pushed, replace the value first",
  staged: "take it out of the file, and stage that",
  history: "replace the value first, as every clone has it; then erase it from the history",
  path: "take it out of whatever writes this; if others have seen it, replace the value first",
  image: "replace the value if the image was pushed, and build it anew without the value",
  stdin: "take it out of whatever writes this",
};
