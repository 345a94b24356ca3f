import type { ProjectSecrets } from "../project-secrets.ts";
import type { Candidate } from "./candidate.ts";
import type { Scope } from "./words.ts";

/** A command of a script, with its words expanded. */
export interface ShellCommand {
  readonly program: string;
  readonly args: readonly (readonly Candidate[])[];
  readonly scope: Scope;
  readonly secrets: ProjectSecrets;
  /** In a container or on another machine. */
  readonly isElsewhere: boolean;
  /** The commands whose output it reads. */
  readonly before: readonly ShellCommand[];
}

/** Its arguments as they are most probably. */
export function textsOf({ args }: Pick<ShellCommand, "args">): readonly string[] {
  return args.map((candidates) => candidates[0]?.text ?? "");
}

/** Whether one of its short options is among its arguments, `-rn`, or a long one. */
export function hasFlag(
  command: Pick<ShellCommand, "args">,
  letters: string,
  ...long: readonly string[]
): boolean {
  const short = new RegExp(`^-[A-Za-z]*[${letters}]`);
  return textsOf(command).some(
    (text) =>
      long.includes(text.split("=")[0] ?? "") ||
      (letters !== "" && short.test(text) && !text.startsWith("--")),
  );
}
