// The table of commands: data, from which help, the pages of docs/cli/, completion and the list of schemas are made. A
// command's file is imported when it runs.
import { STORE_OPTION, VALUE_REFUSED, YES_OPTION } from "./options/option-spec.ts";
import type { CommandSpec } from "./parse/command-spec.ts";

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "check",
    summary: "would the configuration load? everything that is wrong, at once",
    description:
      "Loads the configuration and reports everything that is wrong with it, as a start of the application would, and traps and unknown names besides. With `--example` it compares `.env.example` with the settings, and reads no values.",
    arguments: [],
    options: [
      { name: "example", summary: "only compare .env.example with the settings" },
      { name: "write", summary: "with --example: mend the file, after a question" },
      YES_OPTION,
    ],
    examples: [
      { command: "confide check", shows: "all problems, before a deployment meets them" },
      { command: "confide check --example --write --yes", shows: "what .env.example lacks, and writes it" },
    ],
    load: async () => (await import("./commands/check.ts")).checkCommand,
  },
  {
    name: "explain",
    summary: "where each setting comes from, or every place one was looked for",
    description:
      "Shows for each setting the source that its value comes from, and which others hold it too. For one setting, by its path or its variable: every place in the order in which it is asked, what each said, and why this one won. Values are not shown. It works where the load fails, too.",
    arguments: [
      { name: "SETTING", summary: "a path, database.password, or a variable", completes: "setting" },
    ],
    options: [],
    examples: [
      { command: "confide explain", shows: "the origins of all settings" },
      { command: "confide explain database.password", shows: "where one was looked for" },
    ],
    load: async () => (await import("./commands/explain.ts")).explainCommand,
  },
  {
    name: "docs",
    summary: "the settings as a Markdown page, or between markers in a file",
    description:
      "Prints a table of the settings: variable, type, default and description. With a FILE it writes the table there: a new file is the whole page, in an existing one the table stands between two markers. With `--check` it writes nothing, and the file's drift is a problem.",
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
      "Prints the JSON Schema of a YAML, JSON or TOML file of settings: editors complete names by it and mark what is wrong. No secret's default is in it.",
    arguments: [],
    options: [],
    examples: [{ command: "confide schema > settings.schema.json", shows: "nothing: it goes into the file" }],
    printsFile: true,
    load: async () => (await import("./commands/schema.ts")).schemaCommand,
  },
  {
    name: "secret get",
    summary: "whether a secret is there, and its value with --reveal",
    description:
      "Reads one secret of a store of the definition, by its ref: `prod/stripe?version=2#apiKey`. Without `--reveal` it says that the secret can be read, its version and its dates. With it the value is printed: on a terminal, or into a pipe or a file as it is, without a line's end. A coding agent never gets it, and `--json` never holds it.\n\nThe value leaves by `Secret.reveal()`, so each reveal is an event of the [audit](../audit.md), with `--reason`. Where the definition's file has `export const audit = \"audit.log\"`, the event is an entry of that file before anything is shown, and a file that can't be written keeps the value from being shown.",
    arguments: [{ name: "REF", required: true, summary: "prod/stripe?version=2#apiKey" }],
    options: [
      STORE_OPTION,
      { name: "reveal", summary: "print the value, and nothing else on stdout" },
      { name: "reason", value: "TEXT", summary: "what the value is needed for, as the audit says it" },
    ],
    examples: [{ command: "confide secret get prod/stripe#apiKey", shows: "whether it can be read" }],
    load: async () => (await import("./commands/secret-get.ts")).secretGetCommand,
  },
  {
    name: "secret set",
    summary: "write a secret: by a prompt that shows nothing, or standard input",
    description:
      "Writes a new version of a secret, which readers see at once; one that isn't there is created. It shows what it will write where, asks, and takes the value from standard input, or from a prompt that shows nothing of what is typed, twice. A value on the command line is refused: the shell's history and the list of processes would have it. If somebody else writes the secret meanwhile, nothing is written.\n\n`NAME#property` replaces one property of a JSON secret, and leaves the others as they are written. A line's end at the end of a text is left out, unless `--exact` is given; what isn't UTF-8 is written as bytes, as it is.",
    arguments: [{ name: "NAME", required: true, summary: "prod/stripe, or prod/stripe#apiKey" }],
    refusesMore: VALUE_REFUSED,
    options: [
      STORE_OPTION,
      { name: "exact", summary: "keep the line's end at the end of the value" },
      { ...YES_OPTION, summary: "write it without the question" },
    ],
    examples: [
      {
        command: "confide secret set prod/session-key --yes < new-key.txt",
        shows: "the new version",
      },
    ],
    load: async () => (await import("./commands/secret-set.ts")).secretSetCommand,
  },
  {
    name: "secret list",
    summary: "the secrets of a store, and which settings read them",
    description:
      "Lists the names in a store, all or those that begin with PREFIX, and the settings of the definition that are read of each. It reads no value, and needs the vendor's permission to list.",
    arguments: [{ name: "PREFIX", summary: "how the names begin" }],
    options: [STORE_OPTION],
    examples: [{ command: "confide secret list prod/", shows: "the names that begin with prod/" }],
    load: async () => (await import("./commands/secret-list.ts")).secretListCommand,
  },
  {
    name: "secret history",
    summary: "the versions of a secret, with stages and dates",
    description:
      "Lists the versions of a secret that the store knows, the newest first: which is current or pending, which are out of use, the vendor's stages or aliases, and since when each is there. It reads no value.",
    arguments: [{ name: "NAME", required: true, summary: "a secret's name in the store" }],
    options: [STORE_OPTION],
    examples: [{ command: "confide secret history prod/stripe", shows: "its versions" }],
    load: async () => (await import("./commands/secret-history.ts")).secretHistoryCommand,
  },
  {
    name: "secret rm",
    summary: "delete a secret with all its versions, after a question",
    description:
      "Deletes a secret as far as the vendor lets it, after it has shown how many versions go and which settings read it. confide can't undo it. What the vendor can bring back, and for how long, is on the page of each [store](../stores.md). A secret that isn't there is nothing to do.",
    arguments: [{ name: "NAME", required: true, summary: "a secret's name in the store" }],
    options: [STORE_OPTION, { ...YES_OPTION, summary: "delete it without the question" }],
    examples: [{ command: "confide secret rm prod/old-key --yes", shows: "that it is gone" }],
    load: async () => (await import("./commands/secret-rm.ts")).secretRmCommand,
  },
  {
    name: "secret copy",
    summary: "copy a secret from store to store, and read it back",
    description:
      "Copies the current value of FROM, or the version or property that its ref names, to the secret TO, as its new current version. Both stores are sources of the definition. Where it has several, each side begins with the store's name and a colon: `vault:prod/stripe`. The longest store's name that fits counts, and where there is one store, no name is needed.\n\nThe new version is read back and compared. With `--delete-source` the source is deleted then, and only then, if nobody has changed it meanwhile. A target that has the value already is left alone.",
    arguments: [
      { name: "FROM", required: true, summary: "STORE:REF, aws-secrets-manager:prod/stripe#apiKey" },
      { name: "TO", required: true, summary: "STORE:NAME, vault:prod/stripe-key" },
    ],
    options: [
      { name: "delete-source", summary: "delete FROM once the copy was read back" },
      { ...YES_OPTION, summary: "do it without the question" },
    ],
    examples: [
      {
        command: "confide secret copy local-store:prod/stripe local-store:staging/stripe --yes",
        shows: "the version that was written",
      },
    ],
    load: async () => (await import("./commands/secret-copy.ts")).secretCopyCommand,
  },
  {
    name: "policy",
    summary: "the least privilege that the definition needs of each store",
    description:
      "Prints for each store of the definition the least that it has to allow, in the vendor's own form: an IAM policy for AWS, commands for Google and Azure, a policy for Vault. Nothing is read. With one store, or `--store`, the text is what goes into a file.\n\n`--check FILE` compares a policy that you keep with what is needed, right by right, whatever their order and grouping: what is missing and what is too much are problems. `--explain` says for each right which settings need it.",
    arguments: [],
    options: [
      STORE_OPTION,
      { name: "check", value: "FILE", summary: "compare a policy with what is needed", completes: "file" },
      { name: "explain", summary: "for each right, the settings that need it" },
    ],
    examples: [
      { command: "confide policy > policy.json", shows: "nothing: it goes into the file" },
      { command: "confide policy --check policy.json", shows: "whether it is still what is needed" },
      { command: "confide policy --explain", shows: "what each right is for" },
    ],
    printsFile: true,
    load: async () => (await import("./commands/policy.ts")).policyCommand,
  },
];
