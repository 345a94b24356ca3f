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
  {
    name: "incident",
    summary: "a secret has leaked: where it is, who had it, replace, erase, report",
    description: [
      "Goes through an incident with one secret. It looks for the value in the work tree, in all history, also what no branch leads to, and in what `--path` names (logs, images, caches); says who used it, by the audit file; and where the value comes from. Then it rotates the secret without a grace, if `confide.rotation.ts` has a rotation for it, and erases the value from a copy of the repository by git filter-repo, in every form that encoders give it, and searches the copy. Last it writes a report with all that is left to do.",
      "Each of these is asked for, or done with `--yes`; `--plan` does nothing. The repository itself is never rewritten. The report says what was done, so that a second run goes on behind it.",
      "The value is the one that the definition's sources have, stores too; `--stdin` takes another from standard input, such as one that was replaced already. It is in no output, no command and no file.",
    ].join("\n\n"),
    arguments: [
      {
        name: "SETTING",
        required: true,
        summary: "a secret, by its path or its variable",
        completes: "setting",
      },
    ],
    options: [
      { name: "plan", summary: "look, and say the steps; change nothing" },
      {
        name: "path",
        value: "PATH",
        many: true,
        summary: "look here too: logs, an image; may be repeated",
        completes: "file",
      },
      {
        name: "remote",
        value: "NAME",
        summary: "fetch all refs of the remote, and say which have it: branches, tags, pull requests",
      },
      { name: "erase", excludes: "plan", summary: "only erase it from a copy: rotate nothing" },
      { name: "stdin", summary: "the value that leaked is on standard input, or typed" },
      { ...YES_OPTION, summary: "rotate, erase and write the report without questions" },
    ],
    examples: [
      { command: "confide incident database.password --plan || true", shows: "where it is, and the steps" },
    ],
    load: async () => (await import("../incident.ts")).incidentCommand,
  },
  {
    name: "hooks install",
    summary: "git hooks that let no secret into a commit or out by a push",
    description: [
      "Puts `confide scan --staged` into the hook `pre-commit`, and `confide scan --history` into `pre-push`, by what the repository uses: the framework pre-commit, husky, lefthook, simple-git-hooks, or git alone, where `core.hooksPath` is respected. A worktree has the hooks of its repository, and needs packages of its own: without them they stop each commit and say so. A hook that is there stays, and runs after confide's.",
      "The forms that the schema gives secrets (`startsWith`, `regex`) become rules of `.gitleaks.toml`, by which gitleaks finds also what was never a value of this machine; with `--git-secrets`, patterns of git-secrets too. pre-commit gets gitleaks and detect-secrets, with a baseline. `.gitignore` gets the lines that keep settings and keys out.",
      "It shows all differences and asks before it writes. Run again, it changes nothing.",
    ].join("\n\n"),
    arguments: [],
    options: [
      {
        name: "manager",
        value: "NAME",
        summary: "pre-commit, husky, lefthook, simple-git-hooks or git",
        completes: ["pre-commit", "husky", "lefthook", "simple-git-hooks", "git"],
      },
      { name: "git-secrets", summary: "write .gitsecrets too: patterns for git-secrets" },
      { name: "dry-run", summary: "only show what would be written" },
      YES_OPTION,
    ],
    examples: [{ command: "confide hooks install --yes", shows: "what it wrote, and what is left to do" }],
    load: async () => (await import("../hooks-install.ts")).hooksInstallCommand,
  },
  {
    name: "hooks uninstall",
    summary: "takes confide out of the git hooks",
    description:
      "Takes out what `confide hooks install` put into hooks, and leaves all else: other hooks, and the configuration of scanners. It shows the differences and asks.",
    arguments: [],
    options: [YES_OPTION],
    examples: [{ command: "confide hooks uninstall --yes", shows: "what it was taken out of" }],
    load: async () => (await import("../hooks-uninstall.ts")).hooksUninstallCommand,
  },
  {
    name: "hooks status",
    summary: "which git hooks run confide",
    description:
      "Says of `pre-commit` and `pre-push` whether git runs a hook that starts confide, and by what. One that is configured and that git doesn't run counts as missing, which is a problem.",
    arguments: [],
    options: [],
    examples: [{ command: "confide hooks status || true", shows: "which are missing" }],
    load: async () => (await import("../hooks-status.ts")).hooksStatusCommand,
  },
];
