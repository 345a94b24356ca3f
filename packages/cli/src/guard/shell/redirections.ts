import type { HereDoc, HereString, Redirection, Script } from "unbash";

import { literal } from "./candidate.ts";
import type { ProjectSecrets } from "../project-secrets.ts";
import type { JudgedCommand } from "./shell-command.ts";
import type { Scope } from "./scope.ts";
import { candidatesOf, partsText } from "./words.ts";

/** The files that a command reads by `<`. */
export function openedBy(redirects: readonly Redirection[], scope: Scope): JudgedCommand["opened"] {
  return redirects.flatMap((each) =>
    each.type === "Redirect" && /^(?:<|<>)$/.test(each.operator) && each.target
      ? [candidatesOf(each.target, scope)]
      : [],
  );
}

/** Texts of here documents and here strings. */
export function givenBy(redirects: readonly Redirection[], scope: Scope): readonly string[] {
  return redirects.flatMap((each) => (each.type === "Redirect" ? [] : givenTexts(each, scope)));
}

function givenTexts(given: HereDoc | HereString, scope: Scope): readonly string[] {
  if (given.type === "HereString")
    return given.target ? candidatesOf(given.target, scope).map(({ text }) => text) : [];
  const { parts, text } = given.body;
  return parts === undefined || given.delimiter?.quoted === true
    ? [text]
    : partsText(parts, scope).map((each) => each.text);
}

/** Scripts whose output a command reads, `< <(ls -a)`. */
export function substituted(redirects: readonly Redirection[]): readonly Script[] {
  const parts = redirects.flatMap((each) => (each.type === "Redirect" ? (each.target?.parts ?? []) : []));
  return parts.flatMap((part) => (part.type === "ProcessSubstitution" && part.script ? [part.script] : []));
}

/** What is known of it. */
export function saidIn(words: JudgedCommand["args"]): readonly string[] {
  return words.flat().flatMap(({ said }) => said ?? []);
}

export function wordsIn(text: string): JudgedCommand["args"] {
  return text.split(/\s+/).flatMap((word) => (word === "" ? [] : [[literal(word)]]));
}

/** A loop of which only what it reads is looked at: its commands are looked at by themselves. */
export function readingLoop(
  redirects: readonly Redirection[],
  scope: Scope,
  secrets: ProjectSecrets,
): JudgedCommand {
  return {
    program: "while",
    args: [[literal("")]],
    isElsewhere: false,
    isFed: false,
    before: [],
    scope,
    secrets,
    opened: openedBy(redirects, scope),
    given: givenBy(redirects, scope),
    judge: () => undefined,
  };
}
