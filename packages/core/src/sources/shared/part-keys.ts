import type { ValueType } from "../../model/setting.ts";
import { formsOf, typeAt } from "../../model/value-forms.ts";
import { kebabCase, upperSnakeCase } from "../../util/text.ts";

/** How a name's segments spell keys. */
export interface KeySpelling {
  /** Of a key that the schema has. */
  readonly spell: (key: string) => string;
  /** The key of a record that a segment means. */
  readonly keyOf: (segment: string) => string;
}

/** `POOL_SIZE`; `MAIN` is `main`, and a name that has a small letter is written as it is meant. */
export const AS_VARIABLES: KeySpelling = {
  spell: upperSnakeCase,
  keyOf: (segment) => (segment === segment.toUpperCase() ? segment.toLowerCase() : segment),
};

/** `pool-size`; a record's keys are as they are. */
export const AS_ARGUMENTS: KeySpelling = { spell: kebabCase, keyOf: (segment) => segment };

/** The keys that a name's segments spell, and what is there; `undefined` where the schema has nothing. */
export function keysBelow(
  type: ValueType,
  segments: readonly string[],
  spelling: KeySpelling,
): { readonly keys: readonly string[]; readonly type: ValueType } | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return { keys: [], type };
  for (const { key, type: next } of formsOf(type).flatMap((form) => stepInto(form, segment, spelling))) {
    const below = keysBelow(next, rest, spelling);
    if (below) return { ...below, keys: [key, ...below.keys] };
  }
  return undefined;
}

interface NameStep {
  readonly key: string;
  readonly type: ValueType;
}

function stepInto(form: ValueType, segment: string, spelling: KeySpelling): readonly NameStep[] {
  switch (form.type) {
    case "array":
    case "set":
    case "tuple": {
      const type = isListIndex(segment) ? typeAt(form, segment) : undefined;
      return type ? [{ key: segment, type }] : [];
    }
    case "record":
    case "map":
      return segment === "" ? [] : [{ key: keyNamed(form.key(), segment, spelling), type: form.value() }];
    case "object":
      return propertyAt(form, segment, spelling);
    default:
      return [];
  }
}

/** No list of a configuration is longer, and a gap before an item is an error anyway. */
function isListIndex(segment: string): boolean {
  return /^(?:0|[1-9]\d{0,3})$/.test(segment);
}

function propertyAt(
  { shape, rest }: Extract<ValueType, { type: "object" }>,
  segment: string,
  { spell, keyOf }: KeySpelling,
): NameStep[] {
  for (const [key, type] of shape)
    if (key === segment || spell(key) === segment) return [{ key, type: type() }];
  return rest && segment !== "" ? [{ key: keyOf(segment), type: rest() }] : [];
}

function keyNamed(type: ValueType, segment: string, { spell, keyOf }: KeySpelling): string {
  if (type.type !== "choice") return keyOf(segment);
  const word = type.values.map(String).find((each) => each === segment || spell(each) === segment);
  return word ?? keyOf(segment);
}
