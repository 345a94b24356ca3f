import { resolve } from "node:path";

import type { Redirection } from "unbash";

import { candidatesOf } from "./words.ts";
import { type JudgedCommand, textsOf } from "./shell-command.ts";

/** Remembers what a script writes into files, where that is said in it: it may run them. */
export function rememberWritten(redirects: readonly Redirection[], command: JudgedCommand): void {
  const { program, scope } = command;
  const text = textWrittenBy(command);
  if (text === undefined) return;
  const operands = program === "tee" ? textsOf(command).filter((each) => !each.startsWith("-")) : [];
  const targets = redirects.flatMap((each) =>
    each.type === "Redirect" && /^(?:>|>>|>\|)$/.test(each.operator) && each.target
      ? candidatesOf(each.target, scope).map((target) => target.text)
      : [],
  );
  for (const name of [...operands, ...targets]) {
    const path = resolve(scope.cwd, name);
    scope.written.set(path, `${scope.written.get(path) ?? ""}${text}\n`);
  }
}

function textWrittenBy({ program, args, given, before }: JudgedCommand): string | undefined {
  if (program === "echo" || program === "printf") return printed({ args });
  if (program !== "cat" && program !== "tee") return undefined;
  const last = before.at(-1);
  const isPrinted = last?.program === "echo" || last?.program === "printf";
  return given.length > 0 ? given.join("\n") : isPrinted ? printed(last) : undefined;
}

function printed(command: Pick<JudgedCommand, "args">): string {
  const words = textsOf(command).filter((text) => !/^(?:-[neE]+|%s(?:\\n)?)$/.test(text));
  return words.join(" ").replaceAll(String.raw`\n`, "\n");
}

/** What a file holds that the script has written itself. */
export function textsWrittenTo(name: string, { scope }: Pick<JudgedCommand, "scope">): readonly string[] {
  const text = scope.written.get(resolve(scope.cwd, name));
  return text === undefined ? [] : [text];
}
