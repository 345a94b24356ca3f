import { YES_OPTION } from "../../options/option-spec.ts";
import type { CommandSpec } from "../../parse/command-spec.ts";

/** Where secrets must not be. */
export const LEAK_COMMANDS: readonly CommandSpec[] = [
  {
    name: "scan",
    summary: "is one of the secrets in the files, the next commit, the history, an image?",
    description:
      "Looks for the values of the definition's secrets, in every encoding, and says where they are: a value that confide knows is never a false alarm. Of a repository it looks at what `git add --all` would take; options name another place, and then only that is looked at. Values come from sources of this machine: no store is asked but with `--all-sources`.\n\nThen an installed scanner looks for what has the form of a secret: gitleaks, betterleaks, kingfisher or detect-secrets, the first that is there. Without one confide looks for the tokens that it knows itself. What it finds and is none goes into a baseline; a value of the definition can't.\n\n[Leaks](../leaks.md) has the rest: what is looked through, hooks, baselines, what can't be found.",
    arguments: [],
    options: [
      { name: "staged", summary: "what the next commit would bring: the index, not the files" },
      { name: "history", summary: "every commit, tag, note and stash" },
      { name: "unreachable", summary: "with --history: also what no branch and no tag leads to" },
      {
        name: "path",
        value: "PATH",
        summary: "a file, an archive, or a folder with all in it",
        completes: "file",
      },
      {
        name: "image",
        value: "FILE",
        summary: "a container image: docker save, or an OCI layout",
        completes: "file",
      },
      { name: "stdin", summary: "standard input" },
      { name: "all-sources", summary: "also look for the values that stores on other machines have" },
      {
        name: "baseline",
        value: "FILE",
        summary: "findings of scanners that were looked at",
        completes: "file",
      },
      { name: "write", summary: "with --baseline: write it, after a question" },
      { name: "sarif", summary: "print a log of SARIF 2.1.0, for code scanning" },
      YES_OPTION,
    ],
    examples: [
      { command: "confide scan --path compose.yaml", shows: "whether a secret is in a file or a folder" },
      { command: "confide scan --stdin < compose.yaml", shows: "the same of what a program prints" },
    ],
    load: async () => (await import("../scan.ts")).scanCommand,
  },
];
