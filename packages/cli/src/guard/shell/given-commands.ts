import type { Refusal } from "../tool-call.ts";
import { type JudgedCommand, textsOf } from "./shell-command.ts";

/** Refuses programs that are given a command as one argument, or on their input, by what that would do. */
export function givenCommandRefusal({ program, args, given, judge }: JudgedCommand): Refusal | undefined {
  const texts = textsOf({ args });
  return givenScripts(program, texts, given)
    .map(judge)
    .find((refusal) => refusal !== undefined);
}

function givenScripts(
  program: string,
  texts: readonly string[],
  given: readonly string[],
): readonly string[] {
  switch (program) {
    case "tmux":
    case "screen":
    case "parallel":
    case "entr":
    case "nodemon":
    case "concurrently":
    case "hyperfine":
      return texts.filter((text) => text.includes(" "));
    case "at":
    case "batch":
      return given;
    case "alias":
      return texts.map((text) => text.slice(text.indexOf("=") + 1));
    case "npm":
      return texts[0] === "explore" ? [texts.slice(texts.indexOf("--") + 1).join(" ")] : [];
    case "git":
      return gitScripts(texts);
    case "sed":
      return texts.flatMap((text) => /^[\d$]*s(\W)[^]*?\1([^]*)\1\w*e\w*$/.exec(text)?.[2] ?? []);
    case "confide":
      // What its program prints is redacted, but for what a pipe has changed before.
      return texts[0] === "run" ? texts.filter((text) => text.includes("|")) : [];
    default:
      return [];
  }
}

/** `git rebase -x 'npm test'`, `git bisect run npm test`, `git submodule foreach 'npm test'` */
function gitScripts(texts: readonly string[]): readonly string[] {
  const line = texts.join(" ");
  const run = /\b(?:bisect run|submodule (?:--quiet )?foreach(?: --recursive)?) ([^]*)$/.exec(line)?.[1];
  const behind = texts.includes("rebase")
    ? texts.filter((_, index) => /^(?:-x|--exec)$/.test(texts[index - 1] ?? ""))
    : [];
  const joined = texts.flatMap((text) => /^--exec=([^]*)$/.exec(text)?.[1] ?? []);
  return [...(run === undefined ? [] : [run]), ...behind, ...joined];
}
