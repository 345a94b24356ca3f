import { basename, resolve } from "node:path";

import { existsSync } from "../../node-fs.ts";
import { secretPath } from "../../git/secret-path.ts";
import { refusedFile, refusedOutput, refusedUnseen } from "../refusals.ts";
import type { Refusal } from "../tool-call.ts";
import { type JudgedCommand, type ShellCommand, textsOf } from "./shell-command.ts";

const READS: ReadonlySet<string> = new Set([
  "show",
  "log",
  "diff",
  "blame",
  "annotate",
  "cat-file",
  "grep",
  "stash",
  "whatchanged",
  "range-diff",
  "format-patch",
  "archive",
  "reflog",
  "fast-export",
  "difftool",
]);
/** They run another program, or write a file: git is not run with them here. */
const UNSAFE =
  /^(?:-c|--config-env.*|--exec-path.*|--output.*|--ext-diff|--textconv|--filters|-O.*|--open-files-in-pager.*|--remote.*|-p|--paginate|--upload-pack.*)$/;
const LONGEST_READ_MS = 3_000;
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * git reads what no path shows: commits, stashes, the index. It is asked for the same, and what it says is searched. Nothing that
 * it says is kept.
 */
export function gitRefusal(command: JudgedCommand): Refusal | undefined {
  if (command.program !== "git" || command.isElsewhere) return undefined;
  const texts = textsOf(command);
  const at = subcommandAt(texts);
  const name = texts[at] ?? "";
  const started = startedBy(texts.slice(0, at)).map(command.judge);
  const refused = started.find((refusal) => refusal !== undefined);
  if (refused !== undefined) return refused;
  if (!READS.has(name) || (name === "stash" && !/^(?:show|list)$/.test(texts[at + 1] ?? "")))
    return undefined;
  if (!existsSync(gitFolder(texts.slice(0, at), command.scope.cwd))) return refusedUnseen();
  const secret = texts
    .slice(at + 1)
    .map((text) => revisionPath(text))
    .find((path) => path !== "" && secretPath(path) !== undefined);
  if (secret !== undefined) return refusedFile(basename(secret), "is a file of secrets");
  return shows(command, texts, at) ? refusedOutput() : undefined;
}

/** Behind git's own options. */
function subcommandAt(texts: readonly string[]): number {
  let index = 0;
  while (texts[index]?.startsWith("-"))
    index += /^(?:-[cC]|--git-dir|--work-tree|--namespace)$/.test(texts[index] ?? "") ? 2 : 1;
  return index;
}

/** What `git -c alias.x='!cat .env'` and `-c core.pager=…` would run. */
function startedBy(options: readonly string[]): readonly string[] {
  return options.flatMap((option, index) => {
    const [, program] = options[index - 1] === "-c" ? (/^[^=]*=!?([^]*)$/.exec(option) ?? []) : [];
    return program === undefined ? [] : [program];
  });
}

/** Where git would look. */
function gitFolder(options: readonly string[], cwd: string): string {
  return options.reduce((folder, option, index) => (options[index - 1] === "-C" ? resolve(folder, option) : folder), cwd); // prettier-ignore
}

/** `HEAD:.env`, `:0:.env` */
function revisionPath(text: string): string {
  return text.startsWith("-") || !text.includes(":") ? "" : text.slice(text.lastIndexOf(":") + 1);
}

/** Which objects it would be asked for comes by a pipe: any. */
function allObjects(options: readonly string[]): readonly string[] {
  return options.some((option) => /^--batch(?:=|$)/.test(option))
    ? [...new Set([...options, "--batch-all-objects"])]
    : options;
}

function shows(command: JudgedCommand, texts: readonly string[], at: number): boolean {
  const isOpen = ([first, ...more]: JudgedCommand["args"][number]) =>
    more.length > 0 || first?.isOpen === true;
  const paths = texts.includes("--") ? texts.indexOf("--") : texts.length;
  const isClear = !command.args.slice(0, paths).some(isOpen);
  const own = texts.slice(0, at);
  // Without paths it shows more.
  const rest = texts.slice(at + 1, command.args.some(isOpen) ? paths : texts.length);
  const name = texts[at] ?? "";
  const isPatch = /^(?:show|log|diff|stash|whatchanged|reflog)$/.test(name);
  const unsafe = (text: string) => UNSAFE.test(text) && !(isPatch && text === "-p");
  if (!isClear || command.isFed || name === "difftool")
    return (
      showsContent(name, rest) &&
      gitPrints(command, [...own.filter((each) => !UNSAFE.test(each)), ...ALL_OBJECTS])
    );
  if (own.some((text) => UNSAFE.test(text)) || rest.some(unsafe)) return false;
  const quiet = isPatch ? ["--no-ext-diff", "--no-textconv"] : [];
  const verb = name === "stash" ? texts.slice(at, at + 2) : [name];
  const others = name === "stash" ? rest.slice(1) : allObjects(rest);
  return gitPrints(command, ["--no-pager", ...own, ...verb, ...quiet, ...others]);
}

/** What is shown of which is only known when the command runs. */
const ALL_OBJECTS = ["cat-file", "--batch-all-objects", "--batch"];

function showsContent(name: string, rest: readonly string[]): boolean {
  if (
    rest.some((text) =>
      /^(?:--(?:\w*stat|summary|name-only|name-status|no-patch|quiet|batch-check)\b|-[steq]$)/.test(text),
    )
  )
    return false;
  return !/^(?:log|reflog)$/.test(name) || rest.some((text) => /^(?:-p|-u|--patch)$/.test(text));
}

function gitPrints({ scope, secrets }: ShellCommand, argv: readonly string[]): boolean {
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  const { stdout, stderr } = spawnSync("git", argv, {
    cwd: scope.cwd,
    timeout: LONGEST_READ_MS,
    maxBuffer: MOST_OUTPUT_BYTES,
    stdio: ["ignore", "pipe", "pipe"],
  });
  return [stdout, stderr].some((bytes: Buffer | null) => bytes !== null && secrets.values.isIn(bytes));
}
