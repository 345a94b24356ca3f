import { identifierRefusal, type VariableFormat } from "./variable-format.ts";

/** For `eval "$(…)"` or `.`, in any POSIX shell: within single quotes nothing but a single quote means anything. */
export const shellFormat: VariableFormat = {
  refusal: identifierRefusal,
  print: (variables) =>
    variables
      .map(({ name, text }) => `export ${name}='${text.replaceAll("'", String.raw`'\''`)}'\n`)
      .join(""),
};
