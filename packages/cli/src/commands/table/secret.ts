import { STORE_OPTION, VALUE_REFUSED, YES_OPTION } from "../../options/option-spec.ts";
import type { CommandSpec } from "../../parse/command-spec.ts";

/** Commands on the secrets of a store. */
export const SECRET_COMMANDS: readonly CommandSpec[] = [
  {
    name: "secret get",
    summary: "whether a secret is there, and its value with --reveal",
    description:
      "Reads one secret of a store of the definition, by its ref: `prod/stripe?version=2#apiKey`. Without `--reveal` it says that the secret can be read, its version and its dates; of one that isn't there, the exit code is 1. With it the value is printed: on a terminal, or into a pipe or a file as it is, without a line's end. A coding agent never gets it, and `--json` never holds it.\n\nThe value leaves by `Secret.reveal()`, so each reveal is an event of the [audit](../audit.md), with `--reason`. Where the definition's file has `export const audit = \"audit.log\"`, the event is an entry of that file before anything is shown, and a file that can't be written keeps the value from being shown.",
    arguments: [{ name: "REF", required: true, summary: "prod/stripe?version=2#apiKey" }],
    options: [
      STORE_OPTION,
      { name: "reveal", summary: "print the value, and nothing else on stdout" },
      {
        name: "reason",
        only: "reveal",
        value: "TEXT",
        summary: "what the value is needed for, as the audit says it",
      },
    ],
    examples: [{ command: "confide secret get prod/stripe#apiKey", shows: "whether it can be read" }],
    load: async () => (await import("../secret-get.ts")).secretGetCommand,
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
    load: async () => (await import("../secret-set.ts")).secretSetCommand,
  },
  {
    name: "secret list",
    summary: "the secrets of a store, and which settings read them",
    description:
      "Lists the names in a store, all or those that begin with PREFIX, and the settings of the definition that are read of each. It reads no value, and needs the vendor's permission to list.",
    arguments: [{ name: "PREFIX", summary: "how the names begin" }],
    options: [STORE_OPTION],
    examples: [{ command: "confide secret list prod/", shows: "the names that begin with prod/" }],
    load: async () => (await import("../secret-list.ts")).secretListCommand,
  },
  {
    name: "secret history",
    summary: "the versions of a secret, with stages and dates",
    description:
      "Lists the versions of a secret that the store knows, the newest first: which is current or pending, which are out of use, the vendor's stages or aliases, and since when each is there. It reads no value.",
    arguments: [{ name: "NAME", required: true, summary: "a secret's name in the store" }],
    options: [STORE_OPTION],
    examples: [{ command: "confide secret history prod/stripe", shows: "its versions" }],
    load: async () => (await import("../secret-history.ts")).secretHistoryCommand,
  },
  {
    name: "secret rm",
    summary: "delete a secret with all its versions, after a question",
    description:
      "Deletes a secret as far as the vendor lets it, after it has shown how many versions go and which settings read it. confide can't undo it. What the vendor can bring back, and for how long, is on the page of each [store](../stores.md). A secret that isn't there is nothing to do.",
    arguments: [{ name: "NAME", required: true, summary: "a secret's name in the store" }],
    options: [STORE_OPTION, { ...YES_OPTION, summary: "delete it without the question" }],
    examples: [{ command: "confide secret rm prod/old-key --yes", shows: "that it is gone" }],
    load: async () => (await import("../secret-rm.ts")).secretRmCommand,
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
    load: async () => (await import("../secret-copy.ts")).secretCopyCommand,
  },
];
