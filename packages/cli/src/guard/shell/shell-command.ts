import type { ProjectSecrets } from "../project-secrets.ts";
import type { Refusal } from "../tool-call.ts";
import type { WordCandidate } from "./candidate.ts";
import type { Scope } from "./scope.ts";

/** A command of a script, with its words expanded. */
export interface ShellCommand {
  readonly program: string;
  readonly args: readonly (readonly WordCandidate[])[];
  readonly scope: Scope;
  readonly secrets: ProjectSecrets;
  /** In a container or on another machine. */
  readonly isElsewhere: boolean;
  /** The commands whose output it reads. */
  readonly before: readonly ShellCommand[];
}

/** A command with its inputs, as the script around it has them. */
export interface JudgedCommand extends ShellCommand {
  /** It gets operands from its input: `xargs`. */
  readonly isFed: boolean;
  /** Files that `<` opens. */
  readonly opened: readonly (readonly WordCandidate[])[];
  /** Texts of here documents and here strings. */
  readonly given: readonly string[];
  readonly judge: (script: string) => Refusal | undefined;
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
