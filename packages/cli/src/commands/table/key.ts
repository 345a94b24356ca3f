import { YES_OPTION } from "../../options/option-spec.ts";
import type { CommandSpec } from "../../parse/command-spec.ts";

/** Keys of the store in an encrypted file. */
export const KEY_COMMANDS: readonly CommandSpec[] = [
  {
    name: "key new",
    summary: "make a key file for the store in an encrypted file",
    description:
      "Makes a key for the [local store](../stores/local.md) of `@confide/local`, and keeps it in a new file that only its owner may read (mode 600), in the form of `age-keygen`. It prints the public half, `age1…`; the private half is in the file and nowhere else. A file that is there is never replaced, as what its key encrypts would be lost. Where git would take the file in, a warning says so.\n\nWithout FILE it is the file that `CONFIDE_KEY_FILE` names. It needs no definition.",
    arguments: [{ name: "FILE", summary: "the new key file, key.txt", completes: "file" }],
    options: [{ ...YES_OPTION, summary: "make it without the question" }],
    examples: [{ command: "confide key new my-key.txt --yes", shows: "the public half of the new key" }],
    load: async () => (await import("../key-new.ts")).keyNewCommand,
  },
];
