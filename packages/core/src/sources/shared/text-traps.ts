import type { Found } from "../../contract/source.ts";
import { pathName, type Setting, type ValueType } from "../../model/setting.ts";
import { bareType, isScalar } from "../../model/value-forms.ts";
import type { Warning } from "../../model/warning.ts";
import { encryptionOf } from "./encrypted.ts";

/** What holds a value as it is, without a syntax of its own. */
type TextHolder = "variable" | "file";

const FIXES: Readonly<Record<TextHolder, string>> = {
  variable: "take them out where the variable is set: unlike a shell, docker run --env-file keeps them",
  file: "take them out of the file, which holds nothing but the value",
};
const LINE_END_FIX =
  "take it out where the variable is set: echo -n writes none, and a file with Windows line ends has one on each line";
const SPACE_FIX =
  "take it out where the variable is set; a value that has to have it can stand in a .env file, in quotes, or in a file of secretFiles()";

/** What the trap's message calls it: the variable, or the file. */
type HeldText = Found & { readonly shown: string };

/**
 * What a shell, Docker or an editor has left around values that are taken as they are. White space in a file is
 * meant: a value that needs it is kept in one.
 */
export function textTraps(
  found: readonly HeldText[],
  settings: readonly Setting[],
  holder: TextHolder,
): Warning[] {
  return found.flatMap(({ path, value, shown, origin }): Warning[] => {
    if (typeof value !== "string" || !SUSPECT.test(value)) return [];
    const setting = settings.find((each) => each.path === path);
    const [message, fix] = (setting && trapAround(value, setting, holder)) ?? [];
    return fix === undefined ? [] : [{ kind: "trap", path, message: `${shown} ${message}`, fix, origin }];
  });
}

/** Most values need no closer look. */
const SUSPECT = /^[\s"'$Ee]|[\s"']$/;

function trapAround(
  value: string,
  setting: Setting,
  holder: TextHolder,
): readonly [message: string, fix: string] | undefined {
  const encryption = encryptionOf(value);
  if (encryption) return [`is still encrypted ${encryption.by}`, encryption.fix];
  if (!isScalar(setting.valueType)) return undefined;
  if (QUOTED.test(value)) return ["has quotes around it, which belong to the value", FIXES[holder]];
  if (holder === "file" || !keepsSpace(setting.valueType) || value.trim().includes("\n")) return undefined;
  if (/[\r\n]\s*$/.test(value)) return ["ends with a line end, which belongs to the value", LINE_END_FIX];
  if (value === value.trim() || mayBeSeparator(setting, value)) return undefined;
  return ["begins or ends with white space, which belongs to the value", SPACE_FIX];
}

const QUOTED = /^\s*(["'])(?:(?!\1)[^])*\1\s*$/;

/** What is no secret and may be any string may well be a separator, an indent or a prompt. */
function mayBeSeparator({ secret, valueType }: Setting, value: string): boolean {
  return value.trim() === "" || (!secret && bareType(valueType).type === "text");
}

/** Others are read without the white space around them. */
function keepsSpace(valueType: ValueType): boolean {
  const { type } = bareType(valueType);
  return type === "text" || type === "choice" || type === "union";
}

/** Of values that a file's own syntax holds: those that a tool has encrypted. */
export function encryptedTraps(found: readonly Found[], settings: readonly Setting[]): Warning[] {
  const names = new Set(settings.map(({ name }) => name));
  return found.flatMap(({ path, value, origin }): Warning[] => {
    const encryption = names.has(pathName(path)) ? encryptionOf(value) : undefined;
    if (!encryption) return [];
    const message = `${pathName(path)} is still encrypted ${encryption.by}`;
    return [{ kind: "trap", path, message, fix: encryption.fix, origin }];
  });
}
