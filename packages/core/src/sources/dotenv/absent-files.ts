import { SourceError } from "../../model/errors.ts";
import type { Warning } from "../../model/warning.ts";
import { list } from "../../util/text.ts";
import { absolutePath, inCwd } from "../shared/cwd.ts";
import type { EnvFile } from "./env-file.ts";

interface Wanted {
  readonly mode?: string | undefined;
  readonly required?: boolean | undefined;
  readonly cwd?: string | undefined;
}

/** Of a mode's files it is enough that one is there. */
export function absentFiles(
  paths: readonly string[],
  files: readonly EnvFile[],
  { mode, required, cwd }: Wanted,
): Warning[] {
  const absent = paths.filter((path) => files.every((file) => file.path !== path));
  const [ref] = absent;
  if (ref === undefined || (mode !== undefined && files.length > 0)) return [];
  const isnt = absent.length === 1 ? "isn't there" : "aren't there";
  const message = `${list(absent)} ${required ? `${absent.length === 1 ? "is" : "are"} required, but ${isnt}` : isnt}`;
  const wanted = mode === undefined ? absent : absent.slice(-1);
  const fix = `create ${list(
    wanted.map((path) => absolutePath(inCwd(path, cwd))),
    "or",
  )}`;
  if (required) throw new SourceError({ reason: "unavailable", message, store: paths.join(", "), ref, fix });
  return [
    { kind: "absent", message, origin: { source: paths.join(", "), location: absent.join(", ") }, fix },
  ];
}
