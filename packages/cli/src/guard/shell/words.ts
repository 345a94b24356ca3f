import { homedir } from "node:os";

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

/** What the words of a script are made from. */
export interface Scope {
  cwd: string;
  readonly variables: Map<string, readonly WordCandidate[]>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The secret files whose names the commands of a substitution may print. */
  readonly listedBy: (script: Script) => readonly WordCandidate[];
  /** `shopt -s dotglob` */
  readonly isDotted: boolean;
}

/** What a word may be once the shell has expanded it. */
export function candidatesOf(word: Word, scope: Scope): readonly WordCandidate[] {
  const parts = word.parts ?? [];
  const made =
    parts.length === 0 ? [literal(word.value)] : joinedParts(parts.map((part) => expandedPart(part, scope)));
  return made.map((each) => expandedHome(each, scope));
}

function expandedHome(candidate: WordCandidate, { env }: Scope): WordCandidate {
  if (!/^~(?:\/|$)/.test(candidate.text)) return candidate;
  const home = env.HOME ?? homedir();
  const { text, pattern } = candidate;
  return {
    ...candidate,
    text: home + text.slice(1),
    ...(pattern !== undefined && { pattern: candidatePattern(literal(home)) + pattern.slice(1) }),
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
      return echoedBy(part.script, scope) ?? [...(part.script ? scope.listedBy(part.script) : []), ANYTHING];
    case "ArithmeticExpansion":
    case "ProcessSubstitution":
      return [ANYTHING];
  }
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

function variableCandidates(name: string, { variables, env }: Scope): readonly WordCandidate[] {
  const known = variables.get(name);
  if (known !== undefined) return known;
  const value = env[name];
  return value === undefined ? [ANYTHING] : [literal(value)];
}

/** A part of a value is as telling as the whole; its length isn't. */
function parameter(part: ParameterExpansionPart, scope: Scope): readonly WordCandidate[] {
  const { parameter: name, prefix, operation } = part;
  if (prefix === "#") return [literal("0")];
  if (prefix === "!") return variableCandidates(variableCandidates(name, scope)[0]?.text ?? "", scope);
  const value = variableCandidates(name, scope);
  if (operation?.type !== "Default") return value;
  const operand = candidatesOf(operation.operand, scope);
  return operation.operator.endsWith("+") ? operand : [...value, ...operand];
}

/** What `$(echo .env)` makes, where that is known without running it. */
function echoedBy(script: Script | undefined, scope: Scope): readonly WordCandidate[] | undefined {
  const [statement, ...more] = script?.commands ?? [];
  if (statement?.command.type !== "Command" || more.length > 0) return undefined;
  const { name, args, redirects } = statement.command;
  if (redirects.length > 0 || !/^(?:echo|printf)$/.test(name?.value ?? "")) return undefined;
  const words = args.flatMap((each) => (each.type === "Word" ? [candidatesOf(each, scope)] : []));
  const shown = words.filter((each) => !each.some(({ text }) => /^-[neE]+$|^%s(?:\\n)?$/.test(text)));
  return joinedParts(shown.flatMap((each, index) => (index === 0 ? [each] : [[literal(" ")], each])));
}
