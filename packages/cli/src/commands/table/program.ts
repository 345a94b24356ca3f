import { VARIABLE_OPTIONS } from "../../options/option-spec.ts";
import type { CommandSpec } from "../../parse/command-spec.ts";

const AUDIT = '`export const audit = "audit.log"`';

export const PROGRAM_COMMANDS: readonly CommandSpec[] = [
  {
    name: "run",
    summary: "starts a program with the settings in its environment, and redacts what it prints",
    description: [
      "Loads the configuration, and starts a program with each setting under the name that `env()` reads, in a form that it reads as the same value. Defaults are among them; what is null is left out, with a warning. Where the configuration doesn't load, nothing is started, and the exit code is 1, or 2 where a source could not be looked at.",
      "The program doesn't get the variables with which confide signs in to the definition's stores (`AWS_SECRET_ACCESS_KEY`, `VAULT_TOKEN`, `CONFIDE_KEY_FILE` …), unless `--pass` names them. That takes variables away and no permission: files such as `~/.aws` and a cloud's metadata are as reachable as before. With `--only`, it doesn't get the variables of other secrets either.",
      "What it prints is redacted where it isn't a terminal: into a pipe, a file, a container's log. With `--redact` it is redacted on a terminal too, through a pseudo-terminal if the package `@lydell/node-pty` is installed, else through pipes, by which the program sees no terminal; a coding agent always reads it redacted. An end that may be the beginning of a secret is held back until more is written. The program itself, and all that it starts, can do with the settings what it likes: redaction protects logs, not secrets from the program.",
      "TERM, INT, HUP, QUIT, WINCH and USR2 are handed on, each once: to the program's group, or in the foreground of a terminal, which tells its whole group of Ctrl-C by itself, to the program. There, INT, QUIT and HUP that `kill` sends to confide alone are not handed on; send TERM. A program that doesn't end within 10 seconds of a TERM is killed. systemd tells every process of a unit by itself: write `KillMode=mixed`.",
      "The exit code is the program's, or 128 and the number of the signal that ended it; 127 if there is no such program, 126 if it may not be run. A process that the program leaves behind may go on, but once its output is silent for a second, it isn't read any longer.",
      "As process 1 of a container, confide lets `/bin/sh` take its place and starts again below it, as a shell waits for the processes that others leave behind and Node can't. Before Node 22.15, and in an image without a shell, they stay as zombies: start the container with `docker run --init`, `init: true` in Compose, or `tini --` before `confide`; in Kubernetes with `shareProcessNamespace: true`.",
      `Where the definition's file has ${AUDIT}, each secret that the program gets is an entry of that file before the program starts, and if the file can't be written, nothing is started. A program that keeps an [audit](../audit.md) itself needs a file of its own if \`confide run\` is used while it runs: only one process at a time writes to a file.`,
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
    load: async () => (await import("../run.ts")).runCommand,
  },
  {
    name: "export",
    summary: "the settings as variables, for a shell, a file or another tool",
    description: [
      "Prints each setting with its value under the name that `env()` reads, in a form that it reads as the same value. Defaults are among them. The values are for a file or a program: a terminal gets them only with `--reveal`, and a coding agent never. `--json` lists the variables without their values, and exports nothing. `confide run` hands settings to a program without writing them anywhere.",
      "- `shell`: `export NAME='value'`, for `eval \"$(confide export --format shell)\"` in sh, bash, zsh and dash\n- `dotenv`: a `.env` file, for `dotenv` and what reads as it does\n- `json`: an object of strings\n- `docker`: for `docker run --env-file`, which knows no quotes and no line breaks\n- `github`: appends to the file of `$GITHUB_ENV`, for later steps of a job of GitHub Actions\n- `systemd`: for `EnvironmentFile=`\n- `k8s`: a manifest of a Secret, which `--name` names, for `envFrom`",
      "A value that a format can't hold is a problem with the setting's name, and nothing is printed. In GitHub Actions every secret is masked first, in whatever format: each line of it, and its encoded forms.",
      `Where the definition's file has ${AUDIT}, each secret that is exported is an entry of that [audit](../audit.md) file before anything is printed, and if the file can't be written, nothing is.`,
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
    load: async () => (await import("../export.ts")).exportCommand,
  },
];
