import { basename, relative, resolve } from "node:path";

import {
  refusedEnvironment,
  refusedFile,
  refusedStore,
  refusedUnseen,
  refusedVariable,
} from "../refusals.ts";
import { whySecret } from "../secret-file.ts";
import { secretFilesIn } from "../secret-files.ts";
import type { Refusal } from "../tool-call.ts";
import { type Candidate, literal, mayName, pathsOf } from "./candidate.ts";
import { codeRefusal } from "./code.ts";
import { gitRefusal } from "./git-reads.ts";
import { foundSecrets, listedSecrets } from "./listings.ts";
import {
  COPIERS,
  DECODERS,
  ECHOES,
  HARMLESS,
  HIDERS,
  INTERPRETERS,
  SHELLS,
  STORE_READS,
} from "./programs.ts";
import { printsNoLines, searchRefusal } from "./searches.ts";
import { hasFlag, type ShellCommand, textsOf } from "./shell-command.ts";

/** A command with its inputs, as the script around it has them. */
export interface JudgedCommand extends ShellCommand {
  /** It gets operands from its input: `xargs`. */
  readonly isFed: boolean;
  /** Files that `<` opens. */
  readonly opened: readonly (readonly Candidate[])[];
  /** Texts of here documents and here strings. */
  readonly given: readonly string[];
  readonly judge: (script: string) => Refusal | undefined;
}

/** Refuses what would print a secret, or read a secret file. */
export function commandRefusal(command: JudgedCommand): Refusal | undefined {
  return (
    textRefusal(command) ??
    environmentPrint(command) ??
    storeRefusal(command) ??
    shellRefusal(command) ??
    inlineRefusal(command) ??
    gitRefusal(command) ??
    searchRefusal(command) ??
    findRefusal(command) ??
    operandRefusal(command)
  );
}

/** `echo "$TOKEN"`, and a here document with it. */
function textRefusal({ program, args, given, secrets }: JudgedCommand): Refusal | undefined {
  const { values } = secrets;
  const shows = (text: string) => values.redact(text) !== text;
  const isShown = /^(?:echo|printf|print)$/.test(program);
  const texts = isShown ? args.flatMap((candidates) => candidates.map(({ text }) => text)) : [];
  return [...texts, texts.join(" "), ...given].some(shows) ? refusedVariable() : undefined;
}

function environmentPrint(command: JudgedCommand): Refusal | undefined {
  const { program, isElsewhere, secrets } = command;
  const texts = textsOf(command);
  const operands = texts.filter((text) => !text.startsWith("-"));
  const holds = secrets.variables.size > 0 || isElsewhere;
  if (program === "printenv" && operands.length > 0)
    return operands.some((name) => secrets.variables.has(name) || isElsewhere)
      ? refusedVariable()
      : undefined;
  if (/^(?:declare|typeset|export)$/.test(program) && operands.length > 0)
    return hasFlag(command, "p") && operands.some((name) => secrets.variables.has(name))
      ? refusedVariable()
      : undefined;
  const isWhole =
    program === "printenv" ||
    program === "env" || // with a command it would be that
    (program === "set" && texts.length === 0) ||
    /^(?:declare|typeset|export)$/.test(program) ||
    (program === "ps" &&
      texts.some((text) => /^-?[A-Za-df-z]*e[a-z]*$/.test(text) && !text.startsWith("-"))) ||
    (/^(?:npm|pnpm|yarn)$/.test(program) && texts.join(" ") === "run env");
  return holds && isWhole ? refusedEnvironment() : undefined;
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
function shellRefusal({ program, args, before, given, judge }: JudgedCommand): Refusal | undefined {
  const texts = textsOf({ args });
  if (program === "eval") return judge(texts.join(" "));
  if (!SHELLS.has(program)) return undefined;
  const code = texts.findIndex((text) => /^-[a-z]*c$/.test(text));
  if (code !== -1) return judge(texts[code + 1] ?? "");
  if (texts.some((text) => !text.startsWith("-"))) return undefined;
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
  const read = hasFile ? [] : [...given, ...piped];
  const code = at === -1 ? [] : [...(args[at] ?? []), ...(args[at + 1] ?? [])].map(({ text }) => text);
  return [...code, ...read]
    .map((text) => codeRefusal({ text, cwd: scope.cwd, secrets, isElsewhere, judge }))
    .find((refusal) => refusal !== undefined);
}

/** `find -exec`: the command with what would be found. */
function findRefusal(command: JudgedCommand): Refusal | undefined {
  const texts = textsOf(command);
  const at = texts.findIndex((text) =>
    /^(?:-exec|-execdir|-ok|-okdir|-x|-X|--exec|--exec-batch)$/.test(text),
  );
  if (!/^fd|find$/.test(command.program) || at === -1) return undefined;
  const inner = command.args.slice(at + 1).filter(([first]) => !/^(?:;|\+|\{\})$/.test(first?.text ?? ""));
  const found = foundSecrets(command).map((path) => [literal(path)]);
  const program = basename(inner[0]?.[0]?.text ?? "");
  return found.length === 0
    ? undefined
    : commandRefusal({ ...command, program, args: [...inner.slice(1), ...found] });
}

function operandRefusal(command: JudgedCommand): Refusal | undefined {
  const { program, opened } = command;
  if (printsNoLines(command)) return undefined;
  if (command.isFed && command.before.some((each) => HIDERS.has(each.program))) return refusedUnseen();
  const shownInput = HARMLESS.has(program) && !ECHOES.has(program) ? [] : opened;
  const isOpen = !HARMLESS.has(program) && !/^(?:find|fd)$/.test(program) && !isHarmlessGit(command);
  const operands = isOpen ? readOperands(command) : [];
  return [...operands, ...shownInput]
    .flat()
    .map((each) => candidateRefusal(each, command))
    .find((refusal) => refusal !== undefined);
}

function readOperands(command: JudgedCommand): JudgedCommand["args"] {
  if (COPIERS.has(command.program)) return copied(command);
  // `git log --grep=.env`
  return command.program === "git"
    ? command.args.filter(([first]) => !first?.text.startsWith("-"))
    : command.args;
}

/** They name files, and show nothing of what is in one. */
function isHarmlessGit(command: JudgedCommand): boolean {
  const verb = textsOf(command).find((text) => /^[a-z][a-z-]+$/.test(text)) ?? "";
  return (
    command.program === "git" &&
    !/^(?:hash-object|diff|blame|show|log|cat-file|apply|grep|config)$/.test(verb)
  );
}

/** A copy that is called like a secret file too is as closed as the file. */
function copied(command: JudgedCommand): JudgedCommand["args"] {
  const operands = command.args.filter(([first]) => first?.text.startsWith("-") !== true);
  const target = operands.at(-1)?.[0]?.text ?? "";
  return /(?:^|\/)\.env(?:\.[\w-]+)*$/.test(target) && !/example|sample|template/.test(target)
    ? []
    : operands.slice(0, -1);
}

function candidateRefusal(candidate: Candidate, command: JudgedCommand): Refusal | undefined {
  const { scope, secrets } = command;
  for (const { cwd, part } of operandsIn(candidate, scope.cwd))
    for (const path of pathsOf(part, cwd, scope.isDotted)) {
      const why = whySecret(path, secrets);
      if (why !== undefined) return refusedFile(relative(cwd, path) || path, why);
    }
  if (candidate.isOpen !== true) return undefined;
  const meant = secretFilesIn(scope.cwd, secrets).find((path) => mayName(candidate, basename(path)));
  return meant === undefined ? undefined : refusedFile(basename(meant), "holds secrets");
}

/** `--file=.env`, `-f.env`, `@.env`, `if=.env`, `file://.env`, `data:@.env;type=text` */
function operandsIn(
  candidate: Candidate,
  cwd: string,
): readonly { readonly cwd: string; readonly part: Candidate }[] {
  const { text } = candidate;
  const whole = { cwd, part: candidate };
  if (candidate.pattern !== undefined) return [whole];
  const parts = [
    text.slice(text.indexOf("=") + 1),
    text.replace(/^[\w-]*[=@]?@/, "").replace(/;.*$/, ""),
    text.replace(/^-[A-Za-z]/, ""),
    text.replace(/^file:\/\//, ""),
    text.slice(text.lastIndexOf(":") + 1),
  ];
  return [
    whole,
    ...new Set(parts.filter((part) => part !== text && part !== ""))
      .values()
      .map((part) => ({ cwd, part: literal(part) })),
  ];
}

/** What a command reads that gets its operands by a pipe: `ls -a | xargs cat`. */
export function fedOperands(before: readonly ShellCommand[]): JudgedCommand["args"] {
  return listedSecrets(before).map((path) => [literal(resolve(path))]);
}
