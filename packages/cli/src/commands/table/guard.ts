import { YES_OPTION } from "../../options/option-spec.ts";
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
  {
    name: "ci",
    summary: "writes pipelines: a scan of all history, and a deployment without stored keys",
    description: [
      "Writes workflows for GitHub Actions, or jobs for GitLab CI. One scans all history and looks at the settings with every change; it needs no secret. The other deploys to each environment: it signs in to the clouds of the definition's stores by a token of the run (OpenID Connect), so that no key is stored, runs `confide check`, and then the script `deploy` of the package.json, if there is one.",
      "Each job has the permissions that it needs and no others, and each action is pinned to the commit of a release. It shows all files and asks before it writes. A file that is there stays as it is.",
      "The platform is what is named, else GitLab where there is a `.gitlab-ci.yml` or the remote is there, else GitHub. [Pipelines](../ci.md) has what to set at the platform and in the cloud.",
    ].join("\n\n"),
    arguments: [{ name: "PLATFORM", summary: "github or gitlab", completes: ["github", "gitlab"] }],
    options: [
      {
        name: "env",
        value: "NAME",
        many: true,
        summary: "an environment to deploy to, in this order; may be repeated. Else production",
      },
      { name: "dry-run", summary: "only show what would be written" },
      YES_OPTION,
    ],
    examples: [
      { command: "confide ci --dry-run", shows: "what it would write" },
      { command: "confide ci github --env staging --env production --yes", shows: "the same, and writes it" },
    ],
    load: async () => (await import("../ci.ts")).ciCommand,
  },
];
