import { NO_NAME, type VariableFormat } from "./variable-format.ts";

/** One more byte, and Docker refuses the whole file. */
const MOST_LINE_BYTES = 65_000;

/** For `docker run --env-file`, which takes all behind the `=` as it is. Compose reads its files as `.env` files. */
export const dockerFormat: VariableFormat = {
  refusal({ name, text }) {
    if (/^#|[\s=]|^$/.test(name)) return NO_NAME;
    if (text.includes("\n") || text.endsWith("\r"))
      return "holds a line break, which an env-file of Docker can't hold";
    return Buffer.byteLength(`${name}=${text}`) > MOST_LINE_BYTES
      ? "is longer than a line of an env-file of Docker may be"
      : undefined;
  },
  print: (variables) => variables.map(({ name, text }) => `${name}=${text}\n`).join(""),
};
