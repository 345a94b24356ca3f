import { randomBytes } from "node:crypto";

/** What only the running app gets. Letters and digits, so that no format writes it in another way. */
export const runningSecret = canary();
/** What is in the environment while the app is built, under the name of the same setting. */
export const buildSecret = canary();
/** What is in the environment while the app is built, under a name that is no setting. */
export const foreignSecret = canary();
/** Plain settings of the running app, which have no place in what a browser gets either. */
export const greeting = canary();

export const runningSettings = { GREETING: greeting, POOL_SIZE: "7", DATABASE_PASSWORD: runningSecret };
export const buildSettings = {
  GREETING: "built",
  DATABASE_PASSWORD: buildSecret,
  SOME_TOKEN: foreignSecret,
};

function canary(): string {
  return `canary${randomBytes(12).toString("hex")}`;
}

/** `confide.config.js` of every app. `optional()` sources, so that a bundler meets each of core's optional packages. */
export const configModule = `import { defineConfig, dotenv, env, file, optional, secret } from "@confide/core";
import * as z from "zod";

export const definition = defineConfig({
  schema: z.object({
    greeting: z.string(),
    poolSize: z.number().default(10),
    database: z.object({ password: secret(z.string().min(8)) }),
  }),
  sources: [env(), optional(dotenv()), optional(file("config.json"))],
});
`;

/** The same for a program that requires its packages. */
export const configModuleCjs = `const { defineConfig, dotenv, env, file, optional, secret } = require("@confide/core");
const z = require("zod");

exports.definition = defineConfig({
  schema: z.object({
    greeting: z.string(),
    poolSize: z.number().default(10),
    database: z.object({ password: secret(z.string().min(8)) }),
  }),
  sources: [env(), optional(dotenv()), optional(file("config.json"))],
});
`;

/** One line that says what arrived: a checksum in the place of the secret. Also a module of every app. */
function answerOf(config: {
  readonly greeting: string;
  readonly poolSize: number;
  readonly database: { readonly password: { reveal(): string; toString(): string } };
}): string {
  const { greeting: text, poolSize, database } = config;
  const sum = database.password
    .reveal()
    .split("")
    .reduce((all, c) => (all * 31 + c.charCodeAt(0)) % 1_000_003, 7);
  return `greeting=${text} poolSize=${poolSize} password=${String(database.password)} checksum=${sum};`;
}

export const answerModule = `export ${answerOf.toString()}\n`;
export const answerModuleCjs = `${answerOf.toString()}\nexports.answerOf = answerOf;\n`;

const shown = { reveal: () => runningSecret, toString: () => "[secret database.password]" };
export const expectedAnswer = answerOf({ greeting, poolSize: 7, database: { password: shown } });
