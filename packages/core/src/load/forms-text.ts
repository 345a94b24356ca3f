import type { $ZodRawIssue } from "zod/v4/core";

import { list } from "../util/text.ts";
import { propertyOf } from "../util/objects.ts";
import { issueText, type RawIssue, UNKNOWN_NAMES_MESSAGE } from "./issue-text.ts";

const MOST_FORMS = 5;
const MOST_ISSUES = 3;

/** Of a union that takes a value in none of its forms: what each form lacks. Empty where zod doesn't say. */
export function formsText(
  { code, input, ...issue }: $ZodRawIssue,
  nameOf: (path: readonly PropertyKey[]) => string,
): string {
  const { errors = [] } = issue as { readonly errors?: readonly (readonly Lack[])[] };
  if (code !== "invalid_union" || !Array.isArray(errors)) return "";
  const forms = errors.map((lacks: readonly Lack[], index) => {
    const texts = lacks.slice(0, MOST_ISSUES).map((lack) => lackText(lack, input, nameOf));
    return `${index + 1}. ${list([...texts, ...(lacks.length > MOST_ISSUES ? ["…"] : [])])}`;
  });
  return [...forms.slice(0, MOST_FORMS), ...(forms.length > MOST_FORMS ? ["…"] : [])].join("; ");
}

/** zod has taken the input out of it, and put a message in. */
type Lack = Omit<RawIssue, "input"> & { readonly path: readonly PropertyKey[] };

function lackText(lack: Lack, whole: unknown, nameOf: (path: readonly PropertyKey[]) => string): string {
  const input = lack.path.reduce<unknown>((holder, key) => propertyOf(holder, String(key)), whole);
  const name = lack.path.length === 0 ? "" : nameOf(lack.path) || "one of its properties";
  const isMissing = input === undefined && lack.code === "invalid_type";
  const text =
    lack.code === "unrecognized_keys" ? UNKNOWN_NAMES_MESSAGE : issueText({ ...lack, input }, false);
  return [name, isMissing ? "is missing" : text].filter((part) => part !== "").join(" ");
}
