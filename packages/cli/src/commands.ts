// The table of commands: data, from which help, the pages of docs/cli/, completion and the list of schemas are made. A
// command's file is imported when it runs.
import { VARIABLE_OPTIONS, YES_OPTION } from "./options/option-spec.ts";
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
    name: "run",
    summary: "starts a program with the settings in its environment, and redacts what it prints",
    description: [
      "Loads the configuration, and starts a program with each setting under the name that `env()` reads, in a form that it reads as the same value. Defaults are among them. Where the configuration doesn't load, nothing is started, and the exit code is 1.",
      "The program doesn't get the variables with which confide signs in to the definition's stores (`AWS_SECRET_ACCESS_KEY`, `VAULT_TOKEN`, `CONFIDE_KEY_FILE` …), unless `--pass` names them. That takes variables away and no permission: files such as `~/.aws` and a cloud's metadata are as reachable as before. With `--only`, it doesn't get the variables of other secrets either.",
      "What it prints is redacted where it isn't a terminal: into a pipe, a file, a container's log. With `--redact` it is redacted on a terminal too, through a pseudo-terminal if the package `@lydell/node-pty` is installed, else through pipes, by which the program sees no terminal; a coding agent always reads it redacted. An end that may be the beginning of a secret is held back until more is written. The program itself, and all that it starts, can do with the settings what it likes: redaction protects logs, not secrets from the program.",
      "TERM, INT, HUP, QUIT, WINCH and USR2 are handed on, each once: to the program's group, or in the foreground of a terminal, which tells its whole group of Ctrl-C by itself, to the program. There, INT, QUIT and HUP that `kill` sends to confide alone are not handed on; send TERM. A program that doesn't end within 10 seconds of a TERM is killed. systemd tells every process of a unit by itself: write `KillMode=mixed`.",
      "The exit code is the program's, or 128 and the number of the signal that ended it; 127 if there is no such program, 126 if it may not be run. A process that the program leaves behind may go on, but once its output is silent for a second, it isn't read any longer.",
      "As process 1 of a container, confide lets `/bin/sh` take its place and starts again below it, as a shell waits for the processes that others leave behind and Node can't. Before Node 22.15, and in an image without a shell, they stay as zombies: start the container with `docker run --init`, `init: true` in Compose, or `tini --` before `confide`; in Kubernetes with `shareProcessNamespace: true`.",
      "With `--watch`, a change of a setting restarts the program: TERM, after 10 seconds KILL, then the new one. Files are watched, stores asked once a minute. A new configuration that is invalid is reported, and the old program goes on.",
    ].join("\n\n"),
    arguments: [
      {
        name: "CMD",
        summary: "the program and its arguments",
        required: true,
        many: true,
        behindDashes: true,
      },
    ],
    options: [
      ...VARIABLE_OPTIONS,
      {
        name: "pass",
        value: "NAME",
        many: true,
        summary: "leave this variable of confide's own credentials in; * is any text: AWS_*",
      },
      { name: "redact", summary: "take secrets out of what a terminal shows, too" },
      { name: "watch", summary: "restart the program when a setting changes" },
    ],
    examples: [
      { command: "confide run -- node --version", shows: "what the program prints" },
      {
        command: "confide run --only database --prefix APP_ -- printenv APP_DATABASE_PASSWORD",
        shows: "`[secret database.password]`, as the output is no terminal",
      },
    ],
    ownsStdout: true,
    load: async () => (await import("./commands/run.ts")).runCommand,
  },
  {
    name: "export",
    summary: "the settings as variables, for a shell, a file or another tool",
    description: [
      "Prints each setting with its value under the name that `env()` reads, in a form that it reads as the same value. Defaults are among them. The values are for a file or a program: a terminal gets them only with `--reveal`, and a coding agent never. `--json` lists the variables without their values, and exports nothing. `confide run` hands settings to a program without writing them anywhere.",
      "- `shell`: `export NAME='value'`, for `eval \"$(confide export --format shell)\"` in sh, bash, zsh and dash\n- `dotenv`: a `.env` file, for `dotenv` and what reads as it does\n- `json`: an object of strings\n- `docker`: for `docker run --env-file`, which knows no quotes and no line breaks\n- `github`: appends to the file of `$GITHUB_ENV`, for later steps of a job of GitHub Actions\n- `systemd`: for `EnvironmentFile=`\n- `k8s`: a manifest of a Secret, which `--name` names, for `envFrom`",
      "A value that a format can't hold is a problem with the setting's name, and nothing is printed. In GitHub Actions every secret is masked first, in whatever format: each line of it, and its encoded forms.",
    ].join("\n\n"),
    arguments: [],
    options: [
      {
        name: "format",
        value: "FORMAT",
        summary: "shell, dotenv, json, docker, github, systemd or k8s",
        completes: ["shell", "dotenv", "json", "docker", "github", "systemd", "k8s"],
      },
      ...VARIABLE_OPTIONS,
      { name: "name", value: "NAME", summary: "with k8s: the Secret's name, else settings" },
      { name: "reveal", summary: "show the values on a terminal" },
    ],
    examples: [
      {
        command: "confide export --format shell --only database > variables.sh",
        shows: "nothing: it goes into the file",
      },
      { command: "confide export --format k8s --json", shows: "what would be exported, without values" },
    ],
    ownsStdout: true,
    load: async () => (await import("./commands/export.ts")).exportCommand,
  },
];
