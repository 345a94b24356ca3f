// The pages of docs/cli/, from the table of commands: `node scripts/run.mjs node scripts/cli-pages.ts` writes them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as z from "zod";

import { type CommandSpec, commands, outputSchema } from "@confide/cli";
import { envelopeSchema } from "../packages/cli/src/envelope.ts";
import { COMMON_OPTIONS, type OptionSpec } from "../packages/cli/src/options/option-spec.ts";
import { optionRow, pageFile, usageLine } from "../packages/cli/src/parse/help.ts";
import { root } from "./workspace.ts";

export const pagesFolder: string = join(root, "docs", "cli");

/** The text of each page by its file's name. */
export async function cliPages(): Promise<ReadonlyMap<string, string>> {
  const pages = await Promise.all(
    commands.map(async (spec) => [pageFile(spec), await commandPage(spec)] as const),
  );
  return new Map([["README.md", overview()], ...pages]);
}

function overview(): string {
  const rows = commands.map((spec) => [`[\`confide ${spec.name}\`](${pageFile(spec)})`, spec.summary]);
  return `# The command line

${NOTE}

${table(["command", "does"], rows)}

Every command takes these options:

${table(["option", "means"], COMMON_OPTIONS.map(optionCells))}

## Which definition

\`confide.config.ts\` (\`.mts\`, \`.js\`, \`.mjs\`, \`.cjs\`) in the working folder or its \`src\`, or in the nearest folder above
that has one. The search ends with the folder that holds \`.git\` or a workspace (\`pnpm-workspace.yaml\`, \`workspaces\` in \`package.json\`,
\`lerna.json\`, \`nx.json\`, \`turbo.json\`). \`--config FILE#name\` names another file, and an export other than the default one.
Its folder (of one in \`src\` the folder above) becomes the working folder, as relative paths of sources start there. Its definition is
the default export, or else the export called \`definition\`.

Importing it should do nothing but make the definition. One that calls \`process.exit()\`, that waits for what never comes, or that
isn't imported within 30 seconds is an error as any other: exit code 2, and JSON with \`--json\`.

TypeScript needs no build: Node runs it, and jiti what Node refuses (enums, decorators, path aliases, any TypeScript before
Node 22.18).

Compiled code, the definition's too, is kept in \`~/.cache/confide\`, or below \`$XDG_CACHE_HOME\`, in a folder that only its owner
may read: a start then takes two thirds of the time. \`NODE_DISABLE_COMPILE_CACHE=1\` turns that off, \`NODE_COMPILE_CACHE\` names another
folder. Nothing is kept on Windows, and where there is no home.

## Who reads

- **A person** gets text, in colours on a terminal. \`NO_COLOR\` takes them away, \`FORCE_COLOR\` brings them back.
- **A program** says \`--json\` and gets one object on stdout, whatever happened. Each command's page has the schema of its
  \`data\`. \`code\` is stable, and \`message\` is for people.
- **A coding agent** is detected, or says \`--agent\`: the same in lines of a word and JSON. It is asked nothing. What goes into
  a file, such as \`confide example\`, it gets as it is.

| exit code | means |
| --- | --- |
| 0 | nothing is wrong |
| 1 | problems were found, and all was looked at. That a secret isn't there is a problem: \`confide secret get\` of it is 1 |
| 2 | it could not look, or not at everything: a source denied access, isn't signed in to, gave no answer or threw, a file can't be read or parsed. Problems that were found besides are reported too |

No output holds a value of a setting, but what [\`confide secret get --reveal\`](secret-get.md) and
[\`confide export\`](export.md) print for a person. Where the definition's file has \`export const audit = "audit.log"\`, each secret
that they print, or that [\`confide run\`](run.md) hands to a program, is an entry of that [audit](../audit.md) file first. Nothing is
written without its difference and a question, or \`--yes\`.

\`\`\`json
${schemaText(withoutData)}
\`\`\`
`;
}

const NOTE = "<!-- Written by scripts/cli-pages.ts from the table of commands, not by hand. -->";

/** Little projects in which the examples run. Readers don't see them. */
const PROJECT = `<!--
\`\`\`ts file=confide.config.ts
import { defineConfig, dotenv, env, secret } from "@confide/core";
import * as z from "zod";

export default defineConfig({
  schema: z.object({
    port: z.int().default(3000).describe("Where the server listens"),
    database: z.object({ host: z.string(), password: secret(z.string()) }),
  }),
  sources: [env(), dotenv()],
});
\`\`\`

\`\`\`sh file=.env
DATABASE_HOST=localhost
DATABASE_PASSWORD=made-up
\`\`\`

\`\`\`yaml file=compose.yaml
services:
  app:
    build: .
    environment:
      DATABASE_HOST: db
      DATABASE_PASSWORD:
\`\`\`
-->`;

const STORE_PROJECT = `<!--
\`\`\`ts file=confide.config.ts
import { defineConfig, env, fromStore, secret } from "@confide/core";
import { localStore } from "@confide/local";
import * as z from "zod";

export const audit = "audit.log";
export default defineConfig({
  schema: z.object({
    sessionKey: secret(z.string()),
    stripe: z.object({ apiKey: secret(z.string()) }),
  }),
  sources: [
    env(),
    fromStore(localStore({ path: "secrets.age", keyFile: "key.txt" }), { prefix: "prod/", refs: { stripe: "prod/stripe" } }),
  ],
});
\`\`\`

\`\`\`ts
import { Secret } from "@confide/core";
import { generateKeyFile, localStore } from "@confide/local";

await generateKeyFile("key.txt");
const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
const context = { signal: AbortSignal.timeout(10_000), deadlineMs: Date.now() + 10_000, attempt: 1 };
const secrets = { "prod/stripe": '{ "apiKey": "made-up" }', "prod/session-key": "made-up", "prod/old-key": "made-up" };
for (const [name, value] of Object.entries(secrets))
  await store.put(name, new Secret(value), { idempotencyKey: name, stage: "current" }, context);
\`\`\`

\`\`\`text file=new-key.txt
made-up-too
\`\`\`
-->`;

/** What an application would do. */
const AUDITED = `<!--
\`\`\`ts
import { auditFile, loadConfig } from "@confide/core";
import definition from "./confide.config.ts";

await using _audit = auditFile("audit.log");
const { sessionKey, stripe } = await loadConfig(definition);
for (const each of [sessionKey, stripe.apiKey]) each.reveal("start");
\`\`\`
-->`;

const ROTATIONS = `\`\`\`ts file=confide.rotation.ts
import { localStore } from "@confide/local";
import { defineRotations, randomKey } from "@confide/rotation";

const store = localStore({ path: "secrets.age", keyFile: "key.txt" });

export default defineRotations({
  "session-key": { store, name: "prod/session-key", issuer: randomKey(), everyMs: 30 * 86_400_000 },
});
\`\`\``;

/** A store of a vendor that has policies. Nothing is read of it. */
const POLICY_PROJECT = `<!--
\`\`\`ts file=confide.config.ts
import { awsSecretsManager } from "@confide/aws";
import { defineConfig, env, fromStore, secret } from "@confide/core";
import * as z from "zod";

export default defineConfig({
  schema: z.object({ sessionKey: secret(z.string()), stripe: z.object({ apiKey: secret(z.string()) }) }),
  sources: [env(), fromStore(awsSecretsManager({ region: "eu-west-1" }), { refs: { stripe: "prod/stripe" } })],
});
\`\`\`
-->`;

/** Of Claude Code. */
const HOOK_EVENT = `\`\`\`json file=event.json
{ "hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": { "command": "cat .env" } }
\`\`\``;

function projectOf({ name }: CommandSpec): string {
  if (name === "policy") return POLICY_PROJECT;
  // In a repository of its own: the one around it is this one's.
  if (name.startsWith("hooks") || name === "incident")
    return `${PROJECT}\n\n<!--\n\`\`\`sh\ngit init --quiet\n\`\`\`\n-->`;
  if (name === "guard") return `${PROJECT}\n\n${HOOK_EVENT}`;
  if (name.startsWith("audit")) return `${STORE_PROJECT}\n\n${AUDITED}`;
  if (/^(?:rotate|rotation)\b/.test(name)) return `${STORE_PROJECT}\n\n${ROTATIONS}`;
  return /^(?:secret|key)\b/.test(name) ? STORE_PROJECT : PROJECT;
}

async function commandPage(spec: CommandSpec): Promise<string> {
  const schema = await outputSchema(spec.name);
  const parts = [
    `# confide ${spec.name}`,
    NOTE,
    spec.description,
    `\`\`\`text\n${usageLine(spec)}\n\`\`\``,
    ...(spec.arguments.length > 0
      ? [
          table(
            ["argument", "means"],
            spec.arguments.map(({ name, summary }) => [`\`${name}\``, summary]),
          ),
        ]
      : []),
    ...(spec.options.length > 0 ? [table(["option", "means"], spec.options.map(optionCells))] : []),
    "Besides, it takes the [options of every command](README.md).",
    "## Examples",
    projectOf(spec),
    ...spec.examples.map(({ command, shows }) => `It shows ${shows}:\n\n\`\`\`sh\n${command}\n\`\`\``),
    "## What a program reads",
    `The \`data\` of its [\`--json\`](README.md#who-reads):\n\n\`\`\`json\n${schemaText(() => schema.shape.data)}\n\`\`\``,
  ];
  return `${parts.join("\n\n")}\n`;
}

function optionCells(option: OptionSpec): [string, string] {
  const [spelled, summary] = optionRow(option);
  return [`\`${spelled}\``, summary];
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function withoutData(): z.ZodType {
  return envelopeSchema(
    z,
    z.unknown().describe("What the command's page says; null where it came to nothing"),
  );
}

function schemaText(schema: () => z.core.$ZodType): string {
  return JSON.stringify(z.toJSONSchema(schema()), null, 2);
}

if (import.meta.main) {
  mkdirSync(pagesFolder, { recursive: true });
  for (const [name, text] of await cliPages()) writeFileSync(join(pagesFolder, name), text);
}
