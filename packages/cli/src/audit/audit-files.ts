import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { auditPath } from "./recorded.ts";

/** The audit files that were given, else the one that the definition's file names. */
export function auditFilesOf(
  given: readonly string[],
  loaded: LoadedDefinition | undefined,
): readonly string[] {
  if (given.length > 0) return given;
  const named = loaded && auditPath(loaded);
  if (named !== undefined) return [named];
  throw new CouldNotLook({
    code: "no-audit-file",
    message: "No audit file is named",
    fix: 'name it with --file FILE, or in the definition\'s file: export const audit = "audit.log"',
  });
}

/** Does a work that reads audit files. What the system says of one is its code alone. */
export async function readingAudit<T>(paths: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && typeof error.code === "string")) throw error;
    if (error instanceof CouldNotLook) throw error;
    throw unreadableAudit(paths.join(", "), error.code);
  }
}

export function unreadableAudit(path: string, code: string): CouldNotLook {
  return new CouldNotLook({
    code: "unreadable-file",
    message: `The audit file ${path} could not be read (${code})`,
    file: path,
  });
}

/** What begins an answer that rests on files which somebody has changed. */
export async function chainWarnings(
  paths: readonly string[],
  { core }: Pick<LoadedDefinition, "core">,
): Promise<
  readonly { readonly code: string; readonly message: string; readonly file: string; readonly fix: string }[]
> {
  const reports = await Promise.all(paths.map(async (path) => ({ path, ...(await core.verifyAudit(path)) })));
  return reports
    .filter(({ problems }) => problems.some(({ kind }) => kind !== "torn"))
    .map(({ path }) => ({
      code: "audit-changed",
      message: `${path} was changed afterwards, so this may lack something`,
      file: path,
      fix: "confide audit verify says where",
    }));
}
