import type { CommandSpec } from "../../parse/command-spec.ts";

/** What coding agents, git and CI run. */
export const GUARD_COMMANDS: readonly CommandSpec[] = [
  {
    name: "guard",
    summary: "a hook of coding agents: keeps what is secret from them",
    description: [
      "Reads one event of a coding agent's hooks from standard input, and answers in the agent's own protocol. `confide init --agents` installs it.",
      "Before a tool runs, it refuses a read of a secret file, and a command that would print a secret, and says what to do instead: `confide explain`, `confide run`. What a tool returned that holds a known value, in any encoding, is redacted; Codex shows the redacted text in the result's place, and Cursor lets only results of MCP tools be replaced. It knows the values that local sources hold, and asks no cloud.",
      "An event that it can't read, or anything else that keeps it from looking, refuses the call. Where only the definition can't be imported (it may be half written), it goes by the names of files and variables, so that the agent can mend it. [Coding agents](../agents.md) has what is refused, and what no hook can do.",
    ].join("\n\n"),
    arguments: [
      {
        name: "AGENT",
        required: true,
        summary: "claude-code, codex, cursor or copilot",
        completes: ["claude-code", "codex", "cursor", "copilot"],
      },
    ],
    options: [],
    examples: [
      {
        command: "confide guard claude-code < event.json",
        shows: "the answer to the event that is in the file",
      },
    ],
    isProtocol: true,
    load: async () => (await import("../guard.ts")).guardCommand,
  },
];
