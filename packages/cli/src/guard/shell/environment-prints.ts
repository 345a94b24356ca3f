import { refusedEnvironment, refusedVariable } from "../refusals.ts";
import type { Refusal } from "../tool-call.ts";
import { hasFlag, type JudgedCommand, textsOf } from "./shell-command.ts";

/** Refuses `env`, `printenv`, `set` and their like, where there is a secret in the environment. */
export function environmentPrint(command: JudgedCommand): Refusal | undefined {
  const { program, isElsewhere, secrets } = command;
  const texts = textsOf(command);
  const operands = texts.filter((text) => !text.startsWith("-"));
  const holds = secrets.variables.size > 0 || isElsewhere;
  if (program === "printenv" && operands.length > 0)
    return operands.some((name) => secrets.variables.has(name) || isElsewhere)
      ? refusedVariable()
      : undefined;
  if (/^(?:declare|typeset|export|readonly|local)$/.test(program) && operands.length > 0)
    return hasFlag(command, "p") && operands.some((name) => secrets.variables.has(name))
      ? refusedVariable()
      : undefined;
  if (/^(?:jq|gojq|jaq|yq)$/.test(program) && holds) {
    const code = operands.join(" ");
    const named = [...code.matchAll(/(?:(?<![.\w"])env|\$ENV)\.(\w+)/g)].map(([, name = ""]) => name);
    if (named.some((name) => secrets.variables.has(name))) return refusedVariable();
    return /(?:(?<![.\w"])env|\$ENV)\b(?!\.\w)/.test(code) ? refusedEnvironment() : undefined;
  }
  const isWhole =
    (/^g?make$/.test(program) && hasFlag(command, "p", "--print-data-base")) ||
    (program === "php" && hasFlag(command, "i", "--info")) ||
    (program === "systemctl" && texts.includes("show-environment")) ||
    program === "printenv" ||
    program === "env" || // with a command it would be that
    (program === "set" && texts.length === 0) ||
    /^(?:declare|typeset|export)$/.test(program) ||
    (/^(?:readonly|local)$/.test(program) && hasFlag(command, "p")) ||
    (program === "ps" && texts.includes("-E")) ||
    (program === "ps" &&
      texts.some((text) => /^-?[A-Za-df-z]*e[a-z]*$/.test(text) && !text.startsWith("-"))) ||
    (/^(?:npm|pnpm|yarn)$/.test(program) && texts.join(" ") === "run env");
  return holds && isWhole ? refusedEnvironment() : undefined;
}
