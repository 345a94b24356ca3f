import type { Command, Script } from "unbash";

import { DECODERS, HIDERS } from "./programs.ts";

/** Whether the command of a substitution makes its words of others that nobody would write so: `$(rev <<< vne.)`. */
export function isHiding(script: Script): boolean {
  const commands = firstRow(script);
  const names = commands.map(({ name }) => name?.value ?? "");
  const isWritten =
    /^(?:echo|printf)$/.test(names[0] ?? "") ||
    commands.some(({ redirects }) => redirects.some(({ type }) => type === "HereString"));
  return names.some((name) => HIDERS.has(name) || (isWritten && DECODERS.has(name)));
}

/** The commands of a script's first row. */
export function firstRow({ commands: [first] }: Script): readonly Command[] {
  if (first === undefined) return [];
  const all = first.command.type === "Pipeline" ? first.command.commands : [first.command];
  return all.flatMap((each) => (each.type === "Command" ? [each] : []));
}
