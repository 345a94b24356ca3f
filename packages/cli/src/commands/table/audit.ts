import { AUDIT_FILE_OPTION } from "../../options/option-spec.ts";
import type { CommandSpec } from "../../parse/command-spec.ts";

/** Commands on audit files. */
export const AUDIT_COMMANDS: readonly CommandSpec[] = [
  {
    name: "audit who",
    summary: "who read a secret, when, and for what",
    description:
      'Looks through audit files for what was done with a secret: loads, reads of a store, reveals, rotations. Each line is a program, its machine and its user, what it did with which version, how often, and the last time. NAME is a setting (a path or a variable of the definition), or a secret in a store by its ref, of which all versions and properties count. A setting also counts as used where its secret was, as a whole or in another version. A name that neither the definition nor an entry has is an error, as nobody uses a misspelt one.\n\nThe file is given by `--file`, or named in the definition\'s file: `export const audit = "audit.log"`. The full files before it, `audit.log.000001` and so on, are read too. If the chain is broken, a warning says so.',
    arguments: [
      {
        name: "NAME",
        required: true,
        summary: "a setting, or a secret's ref in a store",
        completes: "setting",
      },
    ],
    options: [AUDIT_FILE_OPTION],
    examples: [
      { command: "confide audit who stripe.apiKey", shows: "who used it" },
      { command: "confide audit who prod/stripe --file audit.log", shows: "who used the secret" },
    ],
    load: async () => (await import("../audit-who.ts")).auditWhoCommand,
  },
  {
    name: "audit unused",
    summary: "secrets of the definition that nobody read since a date",
    description:
      "Looks through audit files for the last reveal of each secret of the definition. One that nobody read since the date is a problem: it may be one that nothing needs any more. That a program loads it is no use, nor that a redactor looks for it; the last load is shown beside it. What a program takes by `map` or joins into another text leaves no reveal of the setting.\n\nWhere the files begin after the date, a warning says so.",
    arguments: [],
    options: [
      { name: "since", value: "DATE", summary: "2026-11-24, 2026-11-24T17:30Z, or 90d" },
      AUDIT_FILE_OPTION,
    ],
    examples: [{ command: "confide audit unused --since 90d", shows: "the secrets that may go" }],
    load: async () => (await import("../audit-unused.ts")).auditUnusedCommand,
  },
  {
    name: "audit verify",
    summary: "whether anybody changed an audit file",
    description:
      "Reads an audit file and the full ones before it, and finds every change: lines that were changed, removed or moved are problems with their file and line. With `--head`, the hash that a writer reported and that was kept elsewhere, entries cut off at the end are found too.",
    arguments: [],
    options: [
      AUDIT_FILE_OPTION,
      { name: "head", value: "HASH", summary: "an entry's hash that must be there" },
      { name: "after", value: "HASH", summary: "the last hash of the files that were archived elsewhere" },
    ],
    examples: [{ command: "confide audit verify", shows: "whether the chain is whole, and its head" }],
    load: async () => (await import("../audit-verify.ts")).auditVerifyCommand,
  },
];
