import { SourceError } from "../model/errors.ts";
import { type CwdOptions, inCwd } from "./shared/cwd.ts";
import { checkedPath, pathVariable } from "./shared/path-variable.ts";
import type { Failed, Found, ReadContext, SyncSource } from "../contract/source.ts";
import { asksForBytes, fileContent, fileTraps } from "./secret-files.ts";
import { type Hit, lookUp, type Naming, variableNames } from "./shared/variable-names.ts";
import { readFile } from "./shared/read-file.ts";
import { type SyncOrAsync, syncOrAsyncSource } from "./shared/sync-or-async.ts";

export interface FileVariablesOptions extends Pick<Naming, "prefix">, CwdOptions {
  /** Variables in place of the process's own. */
  readonly from?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Variables that name a file: with `DATABASE_PASSWORD_FILE=/run/secrets/db` the value is what that file holds, less one
 * final line end. Only the schema's names are looked for. A file that isn't there is an error, as its variable promises
 * it; what such a variable holds is not shown, as it may be the secret itself.
 */
export function fileVariables({ from, prefix = "", cwd }: FileVariablesOptions = {}): SyncSource {
  if (cwd !== undefined) checkedPath("fileVariables()", cwd);
  const namesOf = variableNames({ prefix });
  return syncOrAsyncSource({
    name: "file-variables",
    unknownNames: "shared",
    locate: (setting) => fileVariable(namesOf(setting)[0]),
    *steps(wanted, context) {
      const variables = from ?? globalThis.process?.env ?? {};
      const { hits } = lookUp(wanted, context, namesOf, (name) => variables[`${name}_FILE`] || undefined);
      const answers: (Found | Failed)[] = [];
      for (const hit of hits) answers.push(yield* variableAnswer(hit, cwd, context));
      return { answers, warnings: fileTraps(answers, context.settings) };
    },
  });
}

function fileVariable(name: string | undefined): string | undefined {
  return name === undefined ? undefined : `${name}_FILE`;
}

/** Its failure is this setting's only. */
function* variableAnswer(
  { path, name, found: file }: Hit<string>,
  cwd: string | undefined,
  context: ReadContext,
): SyncOrAsync<Found | Failed> {
  const ref = `${name}_FILE`;
  const { shown, problem } = pathVariable(ref, file, cwd);
  const origin = { source: "file-variables", location: shown };
  const request = { path: shown, at: inCwd(file, cwd), source: "file-variables" };
  try {
    if (problem !== undefined) throw missing(`${ref} ${problem}`, ref);
    const bytes = yield* readFile(request, context);
    if (!bytes) throw missing(`${shown} leads nowhere, or was taken away`, ref);
    return { path, value: fileContent(bytes, asksForBytes(path, context.settings), request), origin };
  } catch (error) {
    if (error instanceof SourceError) return { path, error, origin };
    throw error;
  }
}

function missing(message: string, ref: string): SourceError {
  return new SourceError({ reason: "unavailable", message, store: "file-variables", ref });
}
