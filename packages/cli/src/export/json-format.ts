import type { VariableFormat } from "./variable-format.ts";

/** One object of names and strings. */
export const jsonFormat: VariableFormat = {
  refusal: () => undefined,
  print: (variables) =>
    `${JSON.stringify(Object.fromEntries(variables.map(({ name, text }) => [name, text])), null, 2)}\n`,
};
