// The table of commands: data, from which help, the pages of docs/cli/, completion and the list of schemas are made. A
// command's file is imported when it runs.
import { AUDIT_COMMANDS } from "./commands/table/audit.ts";
import { GUARD_COMMANDS } from "./commands/table/guard.ts";
import { KEY_COMMANDS } from "./commands/table/key.ts";
import { LEAK_COMMANDS } from "./commands/table/leaks.ts";
import { MACHINE_COMMANDS } from "./commands/table/machine.ts";
import { POLICY_COMMANDS } from "./commands/table/policy.ts";
import { PROGRAM_COMMANDS } from "./commands/table/program.ts";
import { ROTATION_COMMANDS } from "./commands/table/rotation.ts";
import { SECRET_COMMANDS } from "./commands/table/secret.ts";
import { YES_OPTION } from "./options/option-spec.ts";
import type { CommandSpec } from "./parse/command-spec.ts";

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "init",
    summary: "writes a confide.config.ts from what the project has",
    description:
      'Finds out what is there (package manager, TypeScript, framework, test runner, a `.env` and `.env.example`, a schema of t3-env, envalid, convict, @nestjs/config or zod) and writes `confide.config.ts` from it, `.env.example`, the lines of `.gitignore` that keep settings and keys out of git, and a test of the settings for vitest, jest or node:test. It runs no code of the project, and writes no value of a `.env` into a file. What it could not take over is a `TODO` line in the definition, and a warning. TypeScript of a package with `"type": "commonjs"` that no compiler writes gets a `confide.config.mts`, as Node takes no import in a `.ts` there.\n\nIt shows all differences and asks before it writes. A definition that is there stays as it is, so that a second run changes nothing. Files that are there keep their line ends, and nothing is written through a link that leads out of the repository.',
    arguments: [],
    endsInSteps: true,
    options: [
      { name: "agents", summary: "write AGENTS.md for coding agents, and install confide guard, too" },
      { name: "dry-run", summary: "only show what would be written" },
      YES_OPTION,
    ],
    examples: [
      { command: "confide init --dry-run", shows: "what it would write" },
      { command: "confide init --yes --agents", shows: "the same, and writes it" },
    ],
    load: async () => (await import("./commands/init.ts")).initCommand,
  },
  {
    name: "check",
    summary: "would the configuration load? everything that is wrong, at once",
    description:
      "Loads the configuration and reports everything that is wrong with it, as a start of the application would, and traps and unknown names besides. In a git repository it also finds files of secrets that git tracks. Options name something else to look at, and then only that is looked at.\n\nWhere a source could not be looked at (access denied, not signed in, no answer), the exit code is 2, also if there are other problems: there may be more than could be found. So it is where a file that was named, or code, can't be read or parsed. [Check a deployment](../check.md) has the rules of each look.",
    arguments: [{ name: "FILE", summary: "more files, behind --deploy FILE", many: true, completes: "file" }],
    options: [
      { name: "example", summary: "compare .env.example with the settings" },
      { name: "write", only: "example", summary: "with --example: mend the file, after a question" },
      { name: "files", summary: "look for files of secrets that git tracks, or that others can read" },
      { name: "max-age", value: "AGE", summary: "load, and look for secrets that are older: 90d, 12w, 1y" },
      { name: "code", summary: "look for code that reads the environment past the definition" },
      {
        name: "deploy",
        value: "FILE",
        many: true,
        summary: "compare a deployment's files with the settings",
        completes: "file",
      },
      { ...YES_OPTION, only: "write" },
    ],
    examples: [
      { command: "confide check", shows: "all problems, before a deployment meets them" },
      { command: "confide check --example --write --yes", shows: "what .env.example lacks, and writes it" },
      {
        command: "confide check --deploy compose.yaml",
        shows: "what a deployment's file lacks, misspells, leaves empty or gives away",
      },
      {
        command: "confide check --files --code",
        shows: "files of secrets that git tracks, and reads past the definition",
      },
      { command: "confide check --max-age 90d", shows: "how old each secret is" },
    ],
    load: async () => (await import("./commands/check.ts")).checkCommand,
  },
  {
    name: "explain",
    summary: "where each setting comes from, or every place one was looked for",
    description:
      "Shows for each setting the source that its value comes from, and which others hold it too. Of a group, by its path, it shows the settings. For one setting, by its path or its variable: every place in the order in which it is asked, what each said, and why this one won. Values are not shown. It works where the load fails, too; where a source could not be looked at, the exit code is 2.",
    arguments: [
      {
        name: "SETTING",
        summary: "a path, database.password or database, or a variable",
        completes: "setting",
      },
    ],
    options: [],
    examples: [
      { command: "confide explain", shows: "the origins of all settings" },
      { command: "confide explain database", shows: "the origins of a group's settings" },
      { command: "confide explain database.password", shows: "where one was looked for" },
    ],
    load: async () => (await import("./commands/explain.ts")).explainCommand,
  },
  {
    name: "docs",
    summary: "the settings as a Markdown page, or between markers in a file",
    description:
      "Prints a table of the settings: variable, type, default and description. With a FILE it writes the table there: a new file is the whole page, in an existing one the table is put between two markers. With `--check` it writes nothing, and the file's drift is a problem.",
    arguments: [{ name: "FILE", summary: "a Markdown file", completes: "file" }],
    options: [{ name: "check", summary: "only say whether FILE fits the settings" }, YES_OPTION],
    examples: [
      { command: "confide docs", shows: "the page" },
      { command: "confide docs SETTINGS.md --yes", shows: "what changes in the file, and writes it" },
      { command: "confide docs SETTINGS.md --check", shows: "whether the file is up to date" },
    ],
    printsFile: true,
    load: async () => (await import("./commands/docs.ts")).docsCommand,
  },
  {
    name: "example",
    summary: "the text of .env.example",
    description:
      "Prints each setting with its description, type and default, as a `.env.example`. A secret's default is not written, and what is optional is commented out. `confide check --example --write` brings an existing file up to date and keeps what was written by hand.",
    arguments: [],
    options: [],
    examples: [{ command: "confide example > .env.example", shows: "nothing: the text goes into the file" }],
    printsFile: true,
    load: async () => (await import("./commands/example.ts")).exampleCommand,
  },
  {
    name: "schema",
    summary: "the settings as JSON Schema, for editors",
    description:
      "Prints the JSON Schema of a YAML, JSON or TOML file of settings: editors complete names by it and mark what is wrong. No secret's default is in it, no value that it is allowed to have, and no pattern: one may hold a piece of it. Its format and its length are.",
    arguments: [],
    options: [],
    examples: [{ command: "confide schema > settings.schema.json", shows: "nothing: it goes into the file" }],
    printsFile: true,
    load: async () => (await import("./commands/schema.ts")).schemaCommand,
  },
  ...PROGRAM_COMMANDS,
  ...SECRET_COMMANDS,
  ...KEY_COMMANDS,
  ...POLICY_COMMANDS,
  ...ROTATION_COMMANDS,
  ...AUDIT_COMMANDS,
  ...LEAK_COMMANDS,
  ...GUARD_COMMANDS,
  ...MACHINE_COMMANDS,
];
