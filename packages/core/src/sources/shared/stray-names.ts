import type { Setting } from "../../model/setting.ts";
import { formsOf, mayHaveParts } from "../../model/value-forms.ts";
import type { Warning } from "../../model/warning.ts";
import { isPlausibleName } from "../../util/plausible-name.ts";
import { didYouMean } from "../../util/text.ts";
import type { PartNames } from "./part-names.ts";

/** A name that leads to nothing, or to what another name has, would change nothing, and nobody would notice. */
export function strayWarnings({ strays, twins }: PartNames, source: string, suffix = ""): Warning[] {
  return [
    ...strays.map(({ setting, name: stem, meant }) => {
      const name = stem + suffix;
      const shown = isPlausibleName(name);
      const message = shown ? `unknown name ${name}` : "unknown name, not shown: it may be a part of a value";
      return nameWarning(
        setting,
        source,
        shown ? name : undefined,
        message,
        meant === undefined ? whyNoPart(setting) : didYouMean(meant + suffix),
      );
    }),
    ...twins.map(({ setting, name: stem, first: firstStem }) => {
      const [name, first] = [stem + suffix, firstStem + suffix];
      const shown = [name, first].every(isPlausibleName);
      const message = shown
        ? `${name} is the same part as ${first}, which counts`
        : "two names, not shown, are one part: the first counts";
      return nameWarning(setting, source, shown ? name : undefined, message, "take one of them out");
    }),
  ];
}

/** Behind a `z.preprocess()` there may be such a part, but its function is given the setting as one value. */
function whyNoPart({ name, valueType }: Setting): string {
  return mayHaveParts(formsOf(valueType))
    ? `${name} has no such part`
    : `${name} is one value: give all of it, in the form that its z.preprocess() takes`;
}

function nameWarning(
  { path }: Setting,
  source: string,
  location: string | undefined,
  message: string,
  fix: string,
): Warning {
  return {
    kind: "unknown-name",
    path,
    message,
    origin: { source, ...(location !== undefined && { location }) },
    fix,
  };
}
