import { parse, type ParameterExpansionPart, type Script, type Word, type WordPart } from "unbash";

import {
  ANYTHING,
  type WordCandidate,
  glob,
  joinedParts,
  literal,
  NOTHING,
  candidatePattern,
} from "./candidate.ts";
import { gitAnswer } from "./git-answer.ts";
import { echoed, formatted } from "./echoed.ts";
import { isHiding } from "./hidden-words.ts";
import type { Scope } from "./scope.ts";

/** What a word may be once the shell has expanded it. */
export function candidatesOf(word: Word, scope: Scope): readonly WordCandidate[] {
  const parts = word.parts ?? [];
  const made =
    parts.length === 0 ? [literal(word.value)] : joinedParts(parts.map((part) => expandedPart(part, scope)));
  return made.map((each) => expandedHome(each, scope));
}

/** `~`, and `~+` for the working folder. */
function expandedHome(candidate: WordCandidate, { env, cwd }: Scope): WordCandidate {
  const [mark] = /^~\+?(?=\/|$)/.exec(candidate.text) ?? [];
  if (mark === undefined) return candidate;
  const folder = mark === "~" ? (env.HOME ?? process.getBuiltinModule("node:os").homedir()) : cwd;
  const { text, pattern } = candidate;
  const written = candidatePattern(literal(mark)).length;
  return {
    ...candidate,
    text: folder + text.slice(mark.length),
    ...(pattern !== undefined && { pattern: candidatePattern(literal(folder)) + pattern.slice(written) }),
  };
}

export function partsText(parts: readonly WordPart[], scope: Scope): readonly WordCandidate[] {
  return joinedParts(parts.map((part) => expandedPart(part, scope)));
}

function expandedPart(part: WordPart, scope: Scope): readonly WordCandidate[] {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      return [literal(part.value)];
    case "DoubleQuoted":
    case "LocaleString":
      return partsText(part.parts, scope);
    case "Glob":
      return [glob(part.text, globPattern(part))];
    case "ExtendedGlob":
      return [glob(part.text, ANY_NAME)];
    case "BraceExpansion":
      return bracesOf(part.text, scope);
    case "SimpleExpansion":
      return variableCandidates(part.text.slice(1), scope);
    case "ParameterExpansion":
      return parameter(part, scope);
    case "CommandExpansion":
      return saidBy(part.script, scope) ?? madeBy(part.script, scope);
    case "ProcessSubstitution":
      return [{ ...ANYTHING, said: saidBy(part.script, scope)?.[0]?.text }];
    case "ArithmeticExpansion":
      return [ANYTHING];
  }
}

function madeBy(script: Script | undefined, scope: Scope): readonly WordCandidate[] {
  if (script === undefined) return [ANYTHING];
  return [...scope.listedBy(script), isHiding(script) ? { ...ANYTHING, isHidden: true } : ANYTHING];
}

function globPattern({ kind, text }: Extract<WordPart, { readonly type: "Glob" }>): string {
  if (kind === "star") return ANY_NAME;
  return kind === "question" ? String.raw`[^\x2F]` : text.replace(/^\[!/, "[^");
}

/** Without a slash of its own, at which patterns are split. */
const ANY_NAME = String.raw`[^\x2F]*`;

/** `{a,b}`, also within each other; a sequence is anything. */
function bracesOf(text: string, scope: Scope): readonly WordCandidate[] {
  const options = topLevel(text.slice(1, -1));
  if (options.length < 2) return [ANYTHING];
  return options.flatMap((option) => {
    const [statement] = parse(`: ${option}`).commands;
    const word = statement?.command.type === "Command" ? statement.command.args[0] : undefined;
    return word?.type === "Word" ? candidatesOf(word, scope) : [NOTHING];
  });
}

function topLevel(text: string): readonly string[] {
  let depth = 0;
  const options = [""];
  for (const character of text) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "," && depth === 0) options.push("");
    else options.push(`${options.pop() ?? ""}${character}`);
  }
  return options;
}

export function variableCandidates(name: string, { variables, env, cwd }: Scope): readonly WordCandidate[] {
  const known = variables.get(name);
  if (known !== undefined) return known;
  if (name === "PWD") return [literal(cwd)];
  const value = env[name];
  return value === undefined ? [ANYTHING] : [literal(value)];
}

/** A part of a value is as telling as the whole; its length isn't. */
function parameter(part: ParameterExpansionPart, scope: Scope): readonly WordCandidate[] {
  const { parameter: name, prefix, operation } = part;
  if (prefix === "#") return [literal("0")];
  if (operation?.type === "Names")
    return Object.keys(scope.env)
      .filter((each) => each.startsWith(name))
      .map(literal);
  if (prefix === "!") return indirect(name, scope);
  const value = variableCandidates(name, scope);
  if (operation?.type === "Remove") {
    const removed = candidatesOf(operation.operand, scope)[0]?.text ?? "";
    return [...value, ...value.map(({ text }) => literal(without(text, removed, operation.operator)))];
  }
  if (operation?.type !== "Default") return value;
  const operand = candidatesOf(operation.operand, scope);
  return operation.operator.endsWith("+") ? operand : [...value, ...operand];
}

/** Words that come of a variable end at the characters of IFS. */
export function splitByShell(text: string, { variables }: Scope): string {
  const between = variables.get("IFS")?.[0]?.text ?? "";
  return Array.from(text, (unit) => (between.includes(unit) ? " " : unit)).join("");
}

/** `${!name}`: of which variable isn't known where it comes from a list. */
function indirect(name: string, scope: Scope): readonly WordCandidate[] {
  const names = variableCandidates(name, scope);
  const isKnown = names.every(({ text, isOpen }) => isOpen !== true && text !== "");
  return isKnown
    ? names.flatMap(({ text }) => variableCandidates(text, scope))
    : [...scope.secretValues, ANYTHING];
}

/** `${name%.txt}` and `${name#./}`, without patterns. */
function without(text: string, removed: string, operator: string): string {
  if (operator.startsWith("%"))
    return text.endsWith(removed) ? text.slice(0, text.length - removed.length) : text;
  return text.startsWith(removed) ? text.slice(removed.length) : text;
}

/** What `$(echo .env)` or `$(git rev-parse HEAD)` makes, where that can be known without running the script. */
function saidBy(script: Script | undefined, scope: Scope): readonly WordCandidate[] | undefined {
  const [statement, ...more] = script?.commands ?? [];
  if (statement?.command.type !== "Command" || more.length > 0) return undefined;
  const { name, args, redirects } = statement.command;
  if (redirects.length > 0) return undefined;
  const words = args.flatMap((each) => (each.type === "Word" ? [candidatesOf(each, scope)] : []));
  if (name?.value === "git") return gitAnswer(words, scope.cwd);
  if (name?.value === "printf") return echoed(formatted(words));
  return name?.value === "echo" ? echoed(words) : undefined;
}
