import { basename, resolve } from "node:path";

import { refusedStore, refusedUnseen, refusedVariable } from "../refusals.ts";
import { secretFilesIn } from "../secret-files.ts";
import type { Refusal } from "../tool-call.ts";
import { literal } from "./candidate.ts";
import { codeRefusal } from "./code.ts";
import { environmentPrint } from "./environment-prints.ts";
import { givenCommandRefusal } from "./given-commands.ts";
import { gitRefusal } from "./git-reads.ts";
import { foundSecrets, listedSecrets } from "./listings.ts";
import { operandRefusal } from "./operands.ts";
import { looseRefusal } from "./loose-words.ts";
import {
  DECODERS,
  INTERPRETERS,
  SCRIPTED,
  SHELL_PROGRAMS,
  SHOWS_ARGUMENTS,
  STORE_READS,
} from "./programs.ts";
import { searchRefusal } from "./searches.ts";
import { hasFlag, type JudgedCommand, type ShellCommand, textsOf } from "./shell-command.ts";
import { textsWrittenTo } from "./written-files.ts";

/** Refuses what would print a secret, or read a secret file. */
export function commandRefusal(command: JudgedCommand): Refusal | undefined {
  return (
    textRefusal(command) ??
    givenCommandRefusal(command) ??
    environmentPrint(command) ??
    storeRefusal(command) ??
    shellRefusal(command) ??
    inlineRefusal(command) ??
    scriptedRefusal(command) ??
    gitRefusal(command) ??
    searchRefusal(command) ??
    findRefusal(command) ??
    operandRefusal(command)
  );
}

/** `echo "$TOKEN"`, and a here document with it. */
function textRefusal(command: JudgedCommand): Refusal | undefined {
  const { program, args, given, secrets } = command;
  const { values } = secrets;
  const shows = (text: string) => values.redact(text) !== text;
  const all = args.flatMap((candidates) => candidates.map(({ text }) => text));
  const texts = showsArguments(command, all) ? all : [];
  return [program, ...texts, texts.join(" "), ...given].some(shows) ? refusedVariable() : undefined;
}

function showsArguments(command: JudgedCommand, texts: readonly string[]): boolean {
  const { program } = command;
  // `test` says which number is none, and git what it has committed.
  if (program === "test" || program === "[")
    return texts.some((text) => /^-(?:eq|ne|lt|le|gt|ge)$/.test(text));
  if (program === "git")
    return texts.some((text) => /^(?:commit|tag|notes|branch|checkout|switch|stash)$/.test(text));
  return SHOWS_ARGUMENTS.has(program) || isVerbose(command);
}

/** Programs that say what they were told to send. */
function isVerbose(command: JudgedCommand): boolean {
  if (command.program === "wget") return hasFlag(command, "d", "--debug");
  return command.program === "curl" && hasFlag(command, "v", "--verbose", "--trace", "--trace-ascii");
}

function storeRefusal(command: JudgedCommand): Refusal | undefined {
  const { program, scope, secrets } = command;
  const line = textsOf(command).join(" ");
  if (/^(?:docker|podman|docker-compose)$/.test(program) && /(?:^|compose .*)\bconfig\b/.test(line)) {
    const isQuiet = /(?:-q|--quiet|--services|--images|--volumes|--hash|--profiles)\b/.test(line);
    if (!isQuiet && secretFilesIn(scope.cwd, secrets).length > 0) return refusedStore(program);
  }
  return STORE_READS.some(([name, words]) => name === program && words.test(line))
    ? refusedStore(program)
    : undefined;
}

/** `sh -c`, `eval`, and a shell that reads its script from a pipe. */
function shellRefusal(command: JudgedCommand): Refusal | undefined {
  const { program, args, before, given, opened, judge } = command;
  const texts = textsOf({ args });
  if (program === "eval") return judge(texts.join(" "));
  if (program === "trap") return judge(texts[0] ?? "");
  const isSourced = program === "source" || program === ".";
  if (!SHELL_PROGRAMS.has(program) && !isSourced) return undefined;
  const read = [...args, ...opened].flat().flatMap(({ said }) => said ?? []);
  const files = texts.filter((text) => !text.startsWith("-")).slice(0, 1);
  const own = [
    ...read,
    ...files.flatMap((file) => textsWrittenTo(file, command)),
    ...(isSourced ? given : []),
  ];
  const refused = own.map(judge).find((refusal) => refusal !== undefined);
  if (refused !== undefined || isSourced) return refused;
  const code = texts.findIndex((text) => /^-[a-z]*c$/.test(text));
  const isTraced = code !== -1 && /^-[a-z]*x[a-z]*c$/.test(texts[code] ?? "");
  if (code !== -1 && args[code + 1]?.some(({ isHidden }) => isHidden === true) === true)
    return refusedUnseen();
  if (code !== -1) return judge(`${isTraced ? "set -x; " : ""}${texts[code + 1] ?? ""}`);
  if (files.length > 0) return undefined;
  const isMade = before.some((each) => DECODERS.has(each.program));
  if (isMade) return refusedUnseen();
  const piped = before
    .filter((each) => /^(?:echo|printf)$/.test(each.program))
    .map((each) => textsOf(each).join(" "));
  return [...piped, ...given].map(judge).find((refusal) => refusal !== undefined);
}

function inlineRefusal(command: JudgedCommand): Refusal | undefined {
  const { program, args, before, given, scope, secrets, isElsewhere, judge } = command;
  const flag = INTERPRETERS[program.replace(/^python3?\.\d+$/, "python3")];
  if (flag === undefined) return undefined;
  const texts = textsOf(command);
  const at = texts.findIndex((text) => flag.test(text) || /^--(?:eval|print)=/.test(text));
  const piped = before
    .filter((each) => /^(?:echo|printf)$/.test(each.program))
    .flatMap((each) => textsOf(each));
  const hasFile = at === -1 && texts.some((text) => !text.startsWith("-"));
  const files = hasFile ? texts.filter((text) => !text.startsWith("-")) : [];
  const read = hasFile ? files.flatMap((file) => textsWrittenTo(file, command)) : [...given, ...piped];
  const code = at === -1 ? [] : [...(args[at] ?? []), ...(args[at + 1] ?? [])].map(({ text }) => text);
  return [...code, ...read]
    .map((text) => codeRefusal({ text, cwd: scope.cwd, secrets, isElsewhere, judge }))
    .find((refusal) => refusal !== undefined);
}

/** Programs whose arguments or input are scripts of their own, in which words name files and variables. */
function scriptedRefusal({
  program,
  args,
  before,
  given,
  scope,
  secrets,
}: JudgedCommand): Refusal | undefined {
  if (!SCRIPTED.has(program)) return undefined;
  const piped = before.filter((each) => /^(?:echo|printf)$/.test(each.program));
  return [...textsOf({ args }), ...piped.flatMap(textsOf), ...given]
    .map((text) => looseRefusal(text, secrets, scope.cwd))
    .find((refusal) => refusal !== undefined);
}

/** `find -exec`: the command with what would be found. */
function findRefusal(command: JudgedCommand): Refusal | undefined {
  const texts = textsOf(command);
  const at = texts.findIndex((text) =>
    /^(?:-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(text),
  );
  if (!/^(?:fd|fdfind|find)$/.test(command.program) || at === -1) return undefined;
  const inner = command.args.slice(at + 1).filter(([first]) => !/^(?:;|\+|\{\})$/.test(first?.text ?? ""));
  const found = foundSecrets(command).map((path) => [literal(path)]);
  const program = basename(inner[0]?.[0]?.text ?? "");
  return found.length === 0 && !SHELL_PROGRAMS.has(program)
    ? undefined
    : commandRefusal({ ...command, program, args: [...inner.slice(1), ...found] });
}

/** What a command reads that gets its operands by a pipe: `ls -a | xargs cat`. */
export function fedOperands(before: readonly ShellCommand[]): JudgedCommand["args"] {
  return listedSecrets(before).map((path) => [literal(resolve(path))]);
}
