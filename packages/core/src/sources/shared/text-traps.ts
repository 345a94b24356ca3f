import type { Found } from "../../contract/source.ts";
import { isWithin, pathName, type Setting } from "../../model/setting.ts";
import { type BareValueType, formsOf, isScalar, typesAt } from "../../model/value-forms.ts";
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
    const setting = settings.find((each) => each.path === path) ?? partOf(path, settings);
    const [message, fix] = (setting && trapAround(value, textFormOf(setting, path), holder)) ?? [];
    return setting && fix !== undefined
      ? [{ kind: "trap", path: setting.path, message: `${shown} ${message}`, fix, origin }]
      : [];
  });
}

/** Most values need no closer look. */
const SUSPECT = /^[\s"'$Ee]|[\s"']$/;

/** The setting that a part belongs to: `backends` of `backends.main.dsn`. */
function partOf(path: readonly string[], settings: readonly Setting[]): Setting | undefined {
  return settings.find((each) => each.path.length < path.length && isWithin(path, each.path));
}

/** What the schema asks for at one place. */
interface TextForm {
  readonly secret: boolean;
  readonly forms: readonly BareValueType[];
}

function textFormOf({ path: own, secret, valueType }: Setting, path: readonly string[]): TextForm {
  return { secret, forms: path.slice(own.length).reduce(typesAt, formsOf(valueType)) };
}

function trapAround(
  value: string,
  form: TextForm,
  holder: TextHolder,
): readonly [message: string, fix: string] | undefined {
  const encryption = encryptionOf(value);
  if (encryption) return [`is still encrypted ${encryption.by}`, encryption.fix];
  if (!isOneText(form, value)) return undefined;
  if (QUOTED.test(value)) return ["has quotes around it, which belong to the value", FIXES[holder]];
  if (holder === "file" || !keepsSpace(form) || value.trim().includes("\n")) return undefined;
  if (/[\r\n]\s*$/.test(value)) return ["ends with a line end, which belongs to the value", LINE_END_FIX];
  if (value === value.trim() || mayBeSeparator(form, value)) return undefined;
  return ["begins or ends with white space, which belongs to the value", SPACE_FIX];
}

const QUOTED = /^\s*(["'])(?:(?!\1)[^])*\1\s*$/;

/** Whether all of the value is one text, number or the like. */
function isOneText({ secret, forms }: TextForm, value: string): boolean {
  const isOne = (form: BareValueType) =>
    isScalar(form) || isCoerced(form) || (secret && form.type === "raw" && !isJson(form, value));
  return forms.length > 0 && forms.every(isOne);
}

/** `z.any()` and `z.preprocess()` may be given JSON. A JSON string is one only where a function makes something else of it. */
function isJson(form: BareValueType, value: string): boolean {
  if (/^\s*[[{]/.test(value)) return true;
  const preprocess = form.type === "raw" ? form.preprocess : undefined;
  return preprocess !== undefined && /^\s*"/.test(value) && preprocess.made(value) !== value;
}

function isCoerced(form: BareValueType): boolean {
  return form.type === "raw" && form.coerce !== undefined;
}

/** What is no secret and may be any string may well be a separator, an indent or a prompt. */
function mayBeSeparator({ secret, forms }: TextForm, value: string): boolean {
  return value.trim() === "" || (!secret && forms.length === 1 && forms.every(isString));
}

function isString(form: BareValueType): boolean {
  return form.type === "text" || (form.type === "raw" && form.coerce === "string");
}

/** Others are read without the white space around them. */
function keepsSpace({ forms }: TextForm): boolean {
  const [form] = forms;
  if (forms.length !== 1 || !form) return true;
  return form.type === "choice" || isString(form) || (form.type === "raw" && !isCoerced(form));
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
