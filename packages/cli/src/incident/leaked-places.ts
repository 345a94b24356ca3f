import { relative } from "node:path";

import type { Secret } from "@confide/core";
import type { Finding as ScanFinding, ScanReport } from "@confide/scan";

import { CouldNotLook } from "../could-not-look.ts";
import type { Environment } from "../project/git.ts";
import { lookedOrNot } from "../leaks/looked-or-not.ts";
import { remoteRefs } from "./remote-refs.ts";

/** One place where the leaked value is. */
export interface LeakedPlace {
  readonly where: "tree" | "history" | "path" | "remote";
  readonly path?: string;
  readonly line?: number;
  readonly commit?: { readonly id: string; readonly author: string; readonly date: string };
}

export interface LeakedPlaces {
  readonly places: readonly LeakedPlace[];
  /** What could not be read: the value may be there too. */
  readonly unread: number;
  /** Why a whole place could not be looked at. */
  readonly unseen: readonly CouldNotLook[];
}

interface LeakLook {
  readonly folder: string;
  readonly paths: readonly string[];
  /** A remote, of which all refs are looked at. */
  readonly remote?: string | undefined;
  readonly cwd: string;
  readonly env: Environment;
}

/** Looks for a value in the work tree, in all history, also what no branch leads to, and in files that are named. */
export async function leakedPlaces(
  secret: Secret<unknown>,
  { folder, paths, remote, cwd, env }: LeakLook,
): Promise<LeakedPlaces> {
  const { scanner } = await import("@confide/scan");
  const scan = scanner([secret], { env });
  const tree = await scan.workTree(folder);
  const history = await scan.history(folder, { unreachable: true });
  const named = await Promise.all(paths.map(async (path) => lookedOrNot(async () => scan.path(path))));
  const all: readonly (readonly [LeakedPlace["where"], ScanReport])[] = [
    ["tree", tree],
    ["history", history],
    ...named.map((report) => ["path", report] as const),
  ];
  const { refs = [], unseen = [] } =
    remote === undefined ? {} : await refsOrUnseen(remoteRefs(secret, { folder, remote, env }));
  return {
    places: [
      ...all.flatMap(([where, { findings }]) => findings.map((each) => placeOfFinding(where, each, cwd))),
      ...refs.map((path) => ({ where: "remote", path }) as const),
    ],
    unread: all.reduce((sum, [, { unread }]) => sum + unread.length, 0),
    unseen: [...(scan.weak.length > 0 ? [notLookedFor()] : []), ...unseen],
  };
}

function notLookedFor(): CouldNotLook {
  return new CouldNotLook({
    code: "weak-value",
    message: "The value is too short or too common to be looked for: it would be found where nobody means it",
    fix: "look by hand where it was leaked, and replace it by a longer one",
  });
}

/** What was found here is worth a report where the remote gives no answer. */
async function refsOrUnseen(
  asked: Promise<readonly string[]>,
): Promise<{ readonly refs?: readonly string[]; readonly unseen?: readonly CouldNotLook[] }> {
  try {
    return { refs: await asked };
  } catch (error) {
    if (error instanceof CouldNotLook) return { unseen: [error] };
    throw error;
  }
}

function placeOfFinding(
  where: LeakedPlace["where"],
  { path, line, commit }: ScanFinding,
  cwd: string,
): LeakedPlace {
  return {
    where,
    ...(path !== undefined && { path: where === "path" ? relative(cwd, path) || path : path }),
    ...(line !== undefined && { line }),
    ...(commit !== undefined && { commit }),
  };
}
