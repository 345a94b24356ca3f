import type { CommandSpec } from "../../parse/command-spec.ts";

/** What the machine and its shell have. */
export const MACHINE_COMMANDS: readonly CommandSpec[] = [
  {
    name: "doctor",
    summary: "what of the machine and the project keeps confide from working",
    description:
      "Looks at the versions of Node.js, TypeScript and confide's packages, and whether one of them is there twice; at git hooks that are configured and don't run; at the scanners for secrets that are installed; and at each store of the definition: whether its SDK is there, and what it would sign in with. A definition that no load could begin with is a problem. It uses no network, but with `--online`: then each store is asked for a secret that isn't there.",
    arguments: [],
    options: [{ name: "online", summary: "ask each store whether the sign-in works" }],
    examples: [{ command: "confide doctor", shows: "what was looked at, and what is wrong with it" }],
    load: async () => (await import("../doctor.ts")).doctorCommand,
  },
  {
    name: "completion",
    summary: "the script with which a shell completes confide",
    description:
      "Prints a script for bash, zsh, fish or PowerShell. The shell then completes commands and options, settings of the definition, names of stores, and files. It asks `confide` at each key: a definition is imported only where a setting or a store is completed, and one that can't be imported completes nothing.\n\n| shell | where the script goes |\n| --- | --- |\n| bash | `confide completion bash >> ~/.bashrc` |\n| zsh | `confide completion zsh > _confide`, in a folder of `$fpath` |\n| fish | `confide completion fish > ~/.config/fish/completions/confide.fish` |\n| PowerShell | `confide completion powershell >> $PROFILE` |",
    arguments: [
      {
        name: "SHELL",
        required: true,
        summary: "bash, zsh, fish or powershell",
        completes: ["bash", "zsh", "fish", "powershell"],
      },
    ],
    options: [],
    examples: [
      { command: "confide completion bash > confide.bash", shows: "nothing: it goes into the file" },
    ],
    printsFile: true,
    load: async () => (await import("../completion.ts")).completionCommand,
  },
];
