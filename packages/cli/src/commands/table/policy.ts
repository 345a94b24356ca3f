import { STORE_OPTION } from "../../options/option-spec.ts";
import type { CommandSpec } from "../../parse/command-spec.ts";

/** What stores have to allow. */
export const POLICY_COMMANDS: readonly CommandSpec[] = [
  {
    name: "policy",
    summary: "the least privilege that the definition needs of each store",
    description:
      "Prints for each store of the definition the least that it has to allow, in the vendor's own form: an IAM policy for AWS, commands for Google and Azure, a policy for Vault. Nothing is read. With one store, or `--store`, the text is what goes into a file.\n\n`--check FILE` compares a policy that you keep with what is needed, right by right, whatever their order and grouping: what is missing and what is too much are problems. A wildcard that holds what is needed, and more, is too much. `--explain` says for each right which settings need it.",
    arguments: [],
    options: [
      STORE_OPTION,
      {
        name: "check",
        value: "FILE",
        excludes: "explain",
        summary: "compare a policy with what is needed",
        completes: "file",
      },
      { name: "explain", summary: "for each right, the settings that need it" },
    ],
    examples: [
      { command: "confide policy > policy.json", shows: "nothing: it goes into the file" },
      { command: "confide policy --check policy.json", shows: "whether it is still what is needed" },
      { command: "confide policy --explain", shows: "what each right is for" },
    ],
    printsFile: true,
    load: async () => (await import("../policy.ts")).policyCommand,
  },
];
