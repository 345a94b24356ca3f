import { dirname } from "node:path";

import { CouldNotLook } from "../could-not-look.ts";
import { ExitCall } from "../exit-call.ts";
import { existingPlace, messageOf, type SourcePlace, stackOf, stackPlace } from "../stack-place.ts";
import { exitCalled } from "../unexpected.ts";
import type { Core } from "./core.ts";

/** Why a definition could not be imported: the place, and never the message, which may quote a value. */
export function importFailure(error: unknown, file: string, core: Core): CouldNotLook {
  if (error instanceof ExitCall) return exitCalled(stackPlace(error));
  if (error instanceof CouldNotLook) return error;
  const absent = codeOf(error) === "ERR_MODULE_NOT_FOUND" || codeOf(error) === "MODULE_NOT_FOUND";
  if (absent) return absentModule(error, file);
  if (isSyntaxError(error)) return syntaxError(error, file);
  return thrownAtImport(error, file, core);
}

function absentModule(error: unknown, file: string): CouldNotLook {
  const specifier = /Cannot find (?:package|module) '([@\w./~#-]+)'/.exec(messageOf(error))?.[1];
  return new CouldNotLook({
    code: "module-not-found",
    message: `${file} imports ${specifier ?? "a module"}, which can't be found`,
    file,
    fix: "install it, or correct its path",
  });
}

function syntaxError(error: unknown, file: string): CouldNotLook {
  const place = placeAbove(error) ?? placeInMessage(error);
  const column = columnInMessage(error);
  const at = column === undefined ? "" : `:${column}`;
  return new CouldNotLook({
    code: "syntax-error",
    message: `${placeName(place, file)}${at} can't be parsed: a syntax error, there or before`,
    file: place?.file ?? file,
    line: place?.line,
  });
}

function thrownAtImport(error: unknown, file: string, core: Core): CouldNotLook {
  if (core.isMisuse(error) || core.isSourceError(error)) return invalidDefinition(error, file);
  const place = stackPlace(error);
  const { name, code } = core.cleanCause(error);
  const isLoad = error instanceof core.ConfigError;
  return new CouldNotLook({
    code: "definition-throws",
    message: `${placeName(place, file)} threw ${name}${code === undefined ? "" : ` (${code})`} when it was imported`,
    file: place?.file ?? file,
    line: place?.line,
    fix: isLoad
      ? "export the definition alone, and load it in another file: importing it should read nothing"
      : "importing a definition should do nothing that can fail",
  });
}

/** What confide itself says of the definition's code: it names options, and holds no value. */
export function invalidDefinition(error: Error, file: string): CouldNotLook {
  const place = stackPlace(error, dirname(file));
  const isInside = place?.file.startsWith(dirname(file)) === true;
  return new CouldNotLook({
    code: "invalid-definition",
    message: `${placeName(isInside ? place : undefined, file)}: ${error.message}`,
    file: isInside ? place?.file : file,
    line: isInside ? place?.line : undefined,
  });
}

function placeName(place: SourcePlace | undefined, file: string): string {
  return place === undefined ? file : `${place.file}:${place.line}`;
}

/** Node writes `file:///app/confide.config.ts:3` above a syntax error of TypeScript. */
function placeAbove(error: unknown): SourcePlace | undefined {
  const [first = ""] = stackOf(error).split("\n");
  return existingPlace(/^(.+):(\d+)$/.exec(first));
}

/** jiti writes `/app/confide.config.ts:3:14` behind it, whose columns begin at 0. */
const JITI_PLACE = /^\s*(\S.*):(\d+):(\d+)\s*$/m;

function placeInMessage(error: unknown): SourcePlace | undefined {
  return existingPlace(JITI_PLACE.exec(messageOf(error)));
}

function columnInMessage(error: unknown): number | undefined {
  const [, , , column] = JITI_PLACE.exec(messageOf(error)) ?? [];
  return placeInMessage(error) === undefined || column === undefined ? undefined : Number(column) + 1;
}

/** Also of jiti, whose parser's error is an Error. */
export function isSyntaxError(error: unknown): boolean {
  const name = error instanceof Error ? error.name : "";
  return name === "SyntaxError" || messageOf(error).startsWith("ParseError:");
}

export function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}
