import { formatRef } from "../model/ref.ts";
import type { Warning } from "../model/warning.ts";
import { isScalar } from "../model/value-forms.ts";
import { bareName } from "../util/text.ts";
import { type StoreAsk, namesNear, propertyNamesOf } from "./lacks.ts";

/**
 * A setting that takes one text, and would get a whole JSON object: somebody has left out the `#property` of its ref. Where the
 * object has a property of the setting's own name that is sure. Otherwise it may be meant: a key of Google's is such an object.
 */
export function wholeSecret({ setting, ref, isOwn, outcome }: StoreAsk, source: string): Warning | undefined {
  if (!isOwn || ref.property !== undefined || !outcome?.value || !isScalar(setting.valueType))
    return undefined;
  const names = propertyNamesOf(outcome.value.value);
  if (!names) return undefined;
  const { path, name } = setting;
  const last = path.at(-1) ?? "";
  const own = names.find((each) => [last, path.join("_")].some((word) => bareName(word) === bareName(each)));
  const place = formatRef(ref);
  return {
    kind: own === undefined ? "doubt" : "trap",
    path,
    message: `${source} ${place} is a JSON object, and ${name} takes all of it`,
    origin: { source, location: place },
    fix:
      own === undefined
        ? `if one of its properties is meant, name it behind a # in refs (it has ${namesNear(last, names)})`
        : `name the property in refs: "${name}": "${formatRef({ ...ref, property: [own] })}"`,
  };
}
