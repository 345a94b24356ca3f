import {
  type Assignment,
  type Command,
  forEachChild,
  parse,
  type Script,
  type Redirection,
  type SyntaxNode,
  type Word,
} from "unbash";

import type { ProjectSecrets } from "../project-secrets.ts";
import { refusedUnseen, refusedVariable } from "../refusals.ts";
import type { Refusal } from "../tool-call.ts";
import { ANYTHING, type WordCandidate, literal } from "./candidate.ts";
import { firstRow } from "./hidden-words.ts";
import { innerCommand } from "./inner-command.ts";
import { commandRefusal, fedOperands } from "./judge-command.ts";
import { looseRefusal } from "./loose-words.ts";
import { givenBy, openedBy, readingLoop, saidIn, substituted, wordsIn } from "./redirections.ts";
import { type JudgedCommand, type ShellCommand, textsOf } from "./shell-command.ts";
import { GIT_MAKERS, MAKERS } from "./programs.ts";
import { scriptOfVariable } from "./run-variables.ts";
import { enterFolder, type Scope, scopeFor } from "./scope.ts";
import { candidatesOf, splitByShell, variableCandidates } from "./words.ts";
import { rememberWritten, textsWrittenTo } from "./written-files.ts";

const DEEPEST = 8;

/** What a script of the shell would read or print that an agent must not see; it runs nothing of it. */
export function scriptRefusal(
  script: string,
  secrets: ProjectSecrets,
  cwd: string,
  depth = 0,
): Refusal | undefined {
  if (depth > DEEPEST) return undefined;
  const parsed = parse(script);
  const scope = scopeFor(script, secrets, cwd);
  const judge = (inner: string, from: Scope) => scriptRefusal(inner, secrets, from.cwd, depth + 1);
  const found = new ScriptJudge(secrets, scope, judge).refusalIn(parsed);
  if (found !== undefined || (parsed.errors ?? []).length === 0) return found;
  return looseRefusal(script, secrets, cwd); // what bash doesn't parse another shell may
}

type Judge = (script: string, scope: Scope) => Refusal | undefined;

/** Goes through a script as a shell does, with the folder and the variables as they are at each command. */
class ScriptJudge {
  readonly #secrets: ProjectSecrets;
  readonly #scope: Scope;
  readonly #judge: Judge;
  #before: readonly ShellCommand[] = [];
  /** Each command is printed before it runs: `set -x`. */
  #isTraced = false;
  #refusal: Refusal | undefined;

  constructor(secrets: ProjectSecrets, scope: Scope, judge: Judge) {
    this.#secrets = secrets;
    this.#scope = { ...scope, listedBy: (inner) => fedOperands(this.#commandsIn(inner)).flat() };
    this.#judge = judge;
  }

  refusalIn(node: SyntaxNode): Refusal | undefined {
    this.#visit(node);
    return this.#refusal;
  }

  #visit(node: SyntaxNode): void {
    if (this.#refusal !== undefined) return;
    if (node.type === "Pipeline") return this.#visitPipeline(node);
    if (node.type === "Redirected") return this.#visitRedirected(node);
    if (node.type === "For" || node.type === "Select")
      this.#assign(node.name.value, this.#words(node.wordlist ?? []));
    if (node.type === "Command") this.#visitCommand(node);
    forEachChild(node, (child) => this.#visit(child));
  }

  #visitPipeline({ commands }: Extract<SyntaxNode, { readonly type: "Pipeline" }>): void {
    const outer = this.#before;
    this.#before = [];
    for (const command of commands) {
      this.#visit(command);
      if (command.type === "Command") this.#before = [...this.#before, this.#commandOf(command)];
    }
    this.#before = outer;
  }

  /** `while read -r name; do …; done < <(ls -a)` */
  #visitRedirected(node: Extract<SyntaxNode, { readonly type: "Redirected" }>): void {
    this.#refuseOpened(node.redirects);
    const outer = this.#before;
    this.#before = [...outer, ...substituted(node.redirects).flatMap((script) => this.#commandsIn(script))];
    forEachChild(node, (child) => this.#visit(child));
    this.#before = outer;
  }

  #visitCommand(command: Command): void {
    for (const assignment of [...command.prefix, ...command.args])
      if (assignment.type === "Assignment")
        this.#assign(assignment.name, this.#assigned(assignment, command));
    const judged = this.#commandOf(command);
    this.#refusal ??=
      this.#madeRefusal(command, judged) ?? this.#tracedRefusal(judged) ?? commandRefusal(judged);
    this.#effects(judged);
    rememberWritten(command.redirects, judged);
    this.#assign("_", judged.args.at(-1) ?? []);
  }

  /** `declare -n name=VARIABLE` is that variable. */
  #assigned({ value }: Assignment, { name, args }: Command): readonly WordCandidate[] {
    if (value.type === "ArrayValue") return this.#words(value.elements);
    const values = candidatesOf(value, this.#scope);
    const isName =
      /^(?:declare|local|typeset)$/.test(name?.value ?? "") &&
      args.some((each) => each.type === "Word" && /^-[a-zA-Z]*n/.test(each.value));
    return isName ? variableCandidates(values[0]?.text ?? "", this.#scope) : values;
  }

  /** `$command`, and `{cat,.env}`: the shell makes words of it. */
  #madeRefusal({ name }: Command, { args }: JudgedCommand): Refusal | undefined {
    const made = name === undefined || name.parts === undefined ? [] : candidatesOf(name, this.#scope);
    if (made.some(({ isHidden }) => isHidden === true)) return refusedUnseen();
    const script = made.map(({ text }) => splitByShell(text, this.#scope)).join(" ");
    const [written] = name === undefined ? [] : textsWrittenTo(name.value, { scope: this.#scope });
    if (written !== undefined) return this.#judge(written, this.#scope);
    return /\s/.test(script) ? this.#judge([script, ...textsOf({ args })].join(" "), this.#scope) : undefined;
  }

  #tracedRefusal({ args, secrets }: JudgedCommand): Refusal | undefined {
    const shows = ({ text }: WordCandidate) => secrets.values.redact(text) !== text;
    return this.#isTraced && args.flat().some(shows) ? refusedVariable() : undefined;
  }

  /** On what comes behind the command. */
  #effects({ program, args, given }: JudgedCommand): void {
    const texts = textsOf({ args });
    if (program === "cd" || program === "pushd") enterFolder(this.#scope, args[0]);
    if (/^(?:read|mapfile|readarray)$/.test(program))
      for (const name of texts)
        this.#assign(name, [...given.map(literal), ...fedOperands(this.#before).flat(), ANYTHING]);
    if (program === "printf" && texts[0] === "-v") this.#assign(texts[1] ?? "", args.slice(2).flat());
    const isCheckout = program === "git" && texts.some((text) => GIT_MAKERS.has(text));
    if (MAKERS.has(program) || isCheckout) this.#scope.makesFiles = true;
    if (program !== "set") return;
    if (texts.some((text) => /^-[a-z]*x/.test(text)) || texts.includes("xtrace")) this.#isTraced = true;
    if (texts[0] !== "--") return;
    for (const [index, value] of args.entries()) this.#assign(String(index), value);
    for (const all of ["@", "*"]) this.#assign(all, args.slice(1).flat());
  }

  #commandsIn(script: Script): readonly ShellCommand[] {
    return firstRow(script).map((each) => this.#commandOf(each));
  }

  #assign(name: string, values: readonly WordCandidate[]): void {
    this.#scope.variables.set(name, values.slice(0, 64));
    for (const { text } of values) {
      const script = scriptOfVariable(name, text);
      if (script !== undefined) this.#refusal ??= this.#judge(script, this.#scope);
    }
  }

  #words(words: readonly Word[]): readonly WordCandidate[] {
    return words.flatMap((word) => candidatesOf(word, this.#scope));
  }

  #commandOf(command: Command): JudgedCommand {
    const words = [...(command.name ? [command.name] : []), ...command.args].map((word) =>
      word.type === "Word" ? candidatesOf(word, this.#scope) : [literal(word.name)],
    );
    const { program, args, isElsewhere, isFed, files } = innerCommand(words);
    const scope = { ...this.#scope };
    const given = givenBy(command.redirects, this.#scope);
    return {
      program,
      args: isFed
        ? [...args, ...fedOperands(this.#before), ...[...given, ...saidIn(files)].flatMap(wordsIn)]
        : args,
      isFed,
      isElsewhere,
      before: this.#before,
      scope,
      secrets: this.#secrets,
      opened: [...openedBy(command.redirects, this.#scope), ...files],
      given,
      judge: (script) => this.#judge(script, scope),
    };
  }

  /** `while read -r line; do …; done < .env` */
  #refuseOpened(redirects: readonly Redirection[]): void {
    const scope = { ...this.#scope };
    this.#refusal = commandRefusal(readingLoop(redirects, scope, this.#secrets));
  }
}
