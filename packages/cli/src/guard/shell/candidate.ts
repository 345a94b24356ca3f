import { isAbsolute, join, resolve } from "node:path";

import { existsSync, readdirSync } from "../../node-fs.ts";

/** What a word of a command may be. */
export interface WordCandidate {
  /** Its text; what isn't known of it is left out. */
  readonly text: string;
  /** For a word with `*` and the like, or of which a part isn't known: what it matches, as the source of a RegExp. */
  readonly pattern?: string;
  /** A part of it is made when the command runs. */
  readonly isOpen?: true;
  /** A command that hides what it makes: `$(echo Y2F0 | base64 -d)`. */
  readonly isHidden?: true;
  /** What is read from it, `<(echo …)`, where that is known. */
  readonly said?: string | undefined;
}

export const NOTHING: WordCandidate = { text: "" };
/** What a command or an unknown variable makes. */
export const ANYTHING: WordCandidate = { text: "", pattern: "[^]*", isOpen: true };

const MOST = 64;

export function literal(text: string): WordCandidate {
  return { text };
}

export function glob(text: string, pattern: string): WordCandidate {
  return { text, pattern };
}

/** Each with each. */
export function joinedParts(parts: readonly (readonly WordCandidate[])[]): readonly WordCandidate[] {
  return parts.reduce<readonly WordCandidate[]>(
    (before, options) =>
      before.flatMap((left) => options.map((right) => appended(left, right))).slice(0, MOST),
    [NOTHING],
  );
}

function appended(left: WordCandidate, right: WordCandidate): WordCandidate {
  const hasPattern = left.pattern !== undefined || right.pattern !== undefined;
  return {
    text: left.text + right.text,
    ...(hasPattern && { pattern: candidatePattern(left) + candidatePattern(right) }),
    ...((left.isOpen === true || right.isOpen === true) && { isOpen: true }),
    ...((left.isHidden === true || right.isHidden === true) && { isHidden: true }),
    said: left.said ?? right.said,
  };
}

export function candidatePattern({ text, pattern }: WordCandidate): string {
  return pattern ?? text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/**
 * The files that it names: as a shell finds them, without those that begin with a dot where the pattern doesn't.
 *
 * @param isDotted `shopt -s dotglob`
 */
export function pathsOf(candidate: WordCandidate, cwd: string, isDotted = false): readonly string[] {
  if (candidate.isOpen === true) return [];
  if (candidate.pattern === undefined) return candidate.text === "" ? [] : [resolve(cwd, candidate.text)];
  const segments = candidate.pattern.split("/");
  const start = isAbsolute(candidate.text) ? "/" : cwd;
  return segments.reduce<readonly string[]>(
    (folders, segment) => entered(folders, segment, isDotted),
    [start],
  );
}

function entered(folders: readonly string[], segment: string, isDotted: boolean): readonly string[] {
  const plain = segment.replaceAll(/\\(.)/g, "$1");
  if (!/(?<!\\)[*+?[(.]/.test(segment))
    return folders.map((folder) => join(folder, plain)).filter((path) => existsSync(path));
  const matches = patternRegExp(segment);
  const takesDots = isDotted || segment.startsWith(String.raw`\.`) || segment.startsWith("[");
  return folders
    .flatMap((folder) => entryNames(folder).map((name) => [folder, name] as const))
    .filter(([, name]) => (takesDots || !name.startsWith(".")) && matches.test(name))
    .map(([folder, name]) => join(folder, name))
    .slice(0, 1_000);
}

function patternRegExp(source: string): RegExp {
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    return /^/; // a bracket that is none matches anything here
  }
}

function entryNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a name may come out of it, of which enough is written to say so. */
export function mayName({ text, pattern }: WordCandidate, name: string): boolean {
  const last = (pattern ?? "").split("/").at(-1) ?? "";
  const written = text.split("/").at(-1) ?? "";
  return written.length >= 2 && patternRegExp(last).test(name);
}
