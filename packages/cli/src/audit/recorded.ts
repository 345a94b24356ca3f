import { channel } from "node:diagnostics_channel";
import { resolve } from "node:path";

import type { AuditFile } from "@confide/core";

import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Finding } from "../finding.ts";

/** The audit file that the definition's file names: `export const audit = "audit.log"`, from its folder. */
export function auditPath({ exported, folder, file }: LoadedDefinition): string | undefined {
  const named = exported("audit");
  if (named === undefined) return undefined;
  if (typeof named === "string" && named !== "") return resolve(folder, named);
  throw new CouldNotLook({
    code: "no-audit-file",
    message: `The export audit of ${file} is no path`,
    file,
    fix: 'write export const audit = "audit.log"',
  });
}

export interface AuditedWork<T> {
  readonly result: T;
  readonly warnings: readonly Finding[];
}

/**
 * Does a work whose uses of secrets go to the definition's audit file, if it names one. They are on the disk when this returns.
 *
 * @throws CouldNotLook where the file can't be written: then nothing was done, or its result is withheld.
 */
export async function recorded<T>(loaded: LoadedDefinition, work: () => Promise<T>): Promise<AuditedWork<T>> {
  const path = auditPath(loaded);
  if (path === undefined) return { result: await work(), warnings: [] };
  const problems: string[] = [];
  const audit = opened(path, loaded, (problem) => void problems.push(problem.message));
  let result: T;
  try {
    result = await work();
  } finally {
    await audit.close().catch((error: unknown) => {
      throw unwritable(path, error);
    });
  }
  return { result, warnings: problems.map((message) => ({ code: "audit-file", message, file: path })) };
}

function opened(path: string, { core }: LoadedDefinition, onProblem: (problem: Error) => void): AuditFile {
  try {
    return core.auditFile(path, { onProblem });
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** core's own message: the file's name, and an error's code or who else writes to it. */
function unwritable(path: string, error: unknown): CouldNotLook {
  const why = error instanceof Error ? error.message : "it can't be written";
  return new CouldNotLook({
    code: "audit-file",
    message: `It can't be recorded: ${why}`,
    file: path,
    fix: "correct what is wrong with it, or name another file: export const audit, in the definition's file",
  });
}

/** Nobody hears of reveals, in a file or by a listener of the definition's own. */
export function isUnheard(loaded: LoadedDefinition): boolean {
  return auditPath(loaded) === undefined && !channel("confide:reveal").hasSubscribers;
}
