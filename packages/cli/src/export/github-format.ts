import { NO_NAME, type VariableFormat } from "./variable-format.ts";

/** What the runner keeps to itself, or refuses. */
const RESERVED = /^(GITHUB_|RUNNER_|NODE_OPTIONS$)/i;

/** For the file that `$GITHUB_ENV` names. The delimiter is a random one, so that no value can hold it. */
export const githubFormat: VariableFormat = {
  refusal: ({ name }) => (/^[A-Za-z_][\w.-]*$/.test(name) && !RESERVED.test(name) ? undefined : NO_NAME),
  print: (variables) =>
    variables
      .map(({ name, text }) => {
        const delimiter = `confide_${crypto.randomUUID()}`;
        return `${name}<<${delimiter}\n${text}\n${delimiter}\n`;
      })
      .join(""),
};
