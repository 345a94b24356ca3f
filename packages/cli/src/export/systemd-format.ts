import { identifierRefusal, type VariableFormat } from "./variable-format.ts";

// oxlint-disable-next-line no-control-regex -- these are what it is about
const CONTROL = /[\0-\x08\x0b-\x1f\x7f]/;

/** For systemd's `EnvironmentFile=`: within double quotes, four characters are escaped, and line breaks are kept. */
export const systemdFormat: VariableFormat = {
  refusal(variable) {
    if (CONTROL.test(variable.text))
      return "holds a control character, and systemd may leave such a variable out";
    return identifierRefusal(variable);
  },
  print: (variables) =>
    variables.map(({ name, text }) => `${name}="${text.replaceAll(/["\\`$]/g, String.raw`\$&`)}"\n`).join(""),
};
