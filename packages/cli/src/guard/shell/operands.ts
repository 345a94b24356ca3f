import { basename, relative } from "node:path";

import { existsSync } from "../../node-fs.ts";
import { refusedFile, refusedUnseen } from "../refusals.ts";
import { secretPath } from "../../git/secret-path.ts";
import { whySecret } from "../secret-file.ts";
import { secretFilesIn } from "../secret-files.ts";
import type { Refusal } from "../tool-call.ts";
import { literal, mayName, pathsOf, type WordCandidate } from "./candidate.ts";
import { COPIERS, ECHOES, HIDERS, SHOWS_NOTHING } from "./programs.ts";
import { printsNoLines } from "./searches.ts";
import { hasFlag, type JudgedCommand, textsOf } from "./shell-command.ts";

/** Refuses a command that is given a secret file, but for programs that show nothing of what is in one. */
export function operandRefusal(command: JudgedCommand): Refusal | undefined {
  const { program, opened } = command;
  if (printsNoLines(command)) return undefined;
  if (command.isFed && command.before.some((each) => HIDERS.has(each.program))) return refusedUnseen();
  const shownInput = SHOWS_NOTHING.has(program) && !ECHOES.has(program) && !command.isFed ? [] : opened;
  const isOpen = !showsNothing(command) && !/^(?:find|fd)$/.test(program) && !isHarmlessGit(command);
  const operands = isOpen ? readOperands(command) : [];
  return [...operands, ...shownInput]
    .flat()
    .map((each) => candidateRefusal(each, command))
    .find((refusal) => refusal !== undefined);
}

/** `cmp -l` prints bytes, and those that take a list of files its lines, of which no file is. */
function showsNothing(command: JudgedCommand): boolean {
  const { program } = command;
  if (/^(?:wc|du)$/.test(program) && hasFlag(command, "", "--files0-from")) return false;
  if (program === "date" && hasFlag(command, "f", "--file")) return false;
  if (program === "cmp" && hasFlag(command, "lb", "--verbose", "--print-bytes")) return false;
  return SHOWS_NOTHING.has(program) && !(program === "file" && hasFlag(command, "f", "--files-from"));
}

function readOperands(command: JudgedCommand): JudgedCommand["args"] {
  if (COPIERS.has(command.program)) return copied(command);
  // `git log --grep=.env`
  return command.program === "git"
    ? command.args.filter(([first]) => !first?.text.startsWith("-") || /^(?:-F|--file=)/.test(first.text))
    : command.args;
}

/** They name files, and show nothing of what is in one. */
function isHarmlessGit(command: JudgedCommand): boolean {
  const verb = textsOf(command).find((text) => /^[a-z][a-z-]+$/.test(text)) ?? "";
  return (
    command.program === "git" &&
    !/^(?:add|hash-object|diff|blame|show|log|cat-file|apply|grep|config|commit|tag|notes|interpret-trailers)$/.test(
      verb,
    )
  );
}

/** A copy that is called like a secret file too is as closed as the file. */
function copied(command: JudgedCommand): JudgedCommand["args"] {
  const operands = command.args.filter(([first]) => first?.text.startsWith("-") !== true);
  const lists = command.args.filter(([first]) => /^--[a-z]+-from=/.test(first?.text ?? ""));
  const target = operands.at(-1)?.[0]?.text ?? "";
  return /(?:^|\/)\.env(?:\.[\w-]+)*$/.test(target) && !/example|sample|template/.test(target)
    ? lists
    : [...lists, ...operands.slice(0, -1)];
}

function candidateRefusal(candidate: WordCandidate, command: JudgedCommand): Refusal | undefined {
  const { scope, secrets } = command;
  for (const { cwd, part } of operandsIn(candidate, scope.cwd))
    for (const path of pathsOf(part, cwd, scope.isDotted)) {
      const why = whySecret(path, secrets);
      if (why !== undefined) return refusedFile(relative(cwd, path) || path, why);
      if (scope.makesFiles && secretPath(basename(path)) !== undefined && !existsSync(path))
        return refusedFile(relative(cwd, path), "is called as secret files are");
    }
  if (candidate.isHidden === true && candidate.text === "") return refusedUnseen();
  if (candidate.isOpen !== true) return undefined;
  // `/proc/$$/environ`
  if (/^\/proc\/.*environ$/.test(candidate.text))
    return refusedFile(candidate.text, "is a program's environment");
  const meant = secretFilesIn(scope.cwd, secrets).find((path) => mayName(candidate, basename(path)));
  return meant === undefined ? undefined : refusedFile(basename(meant), "holds secrets");
}

/** `--file=.env`, `-f.env`, `@.env`, `if=.env`, `file://.env`, `data:@.env;type=text` */
function operandsIn(
  candidate: WordCandidate,
  cwd: string,
): readonly { readonly cwd: string; readonly part: WordCandidate }[] {
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
