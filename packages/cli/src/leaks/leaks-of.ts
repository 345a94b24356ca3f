import type { Finding as ScanFinding } from "@confide/scan";

import type { PatternFinding } from "./pattern-finding.ts";
import type { LeakData } from "./scan-data.ts";

/** Own values first. A place that has one isn't reported once more as a pattern. */
export function leaksOf(
  own: readonly ScanFinding[],
  patterns: readonly PatternFinding[],
  shown: (path: string) => string,
): readonly LeakData[] {
  const leaks = own.map((each) => ownLeak(each, shown));
  const told = new Set(leaks.map(placeKey));
  return [
    ...leaks,
    ...patterns.map((each) => patternLeak(each, shown)).filter((each) => !told.has(placeKey(each))),
  ];
}

function placeKey({ path, line, commit }: LeakData): string {
  return JSON.stringify([path, line, commit?.id]);
}

function ownLeak(
  { setting, form, in: kind, path, line, column, commit, versions }: ScanFinding,
  shown: (path: string) => string,
): LeakData {
  return {
    kind: "own",
    name: setting,
    form,
    in: kind,
    ...(path !== undefined && { path: kind === "tag" || kind === "ref-name" ? path : shown(path) }),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(commit && { commit }),
    ...(versions !== undefined && { versions }),
  };
}

function patternLeak(
  { rule, path, line, column, commit }: PatternFinding,
  shown: (path: string) => string,
): LeakData {
  return {
    kind: "pattern",
    name: rule,
    form: "plain",
    in: "content",
    path: shown(path),
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(commit && { commit }),
  };
}
