import type { Variable } from "../settings/variables.ts";
import type { Terminal } from "../terminal.ts";

export interface ChildEnvOptions {
  readonly variables: readonly Variable[];
  /** Names that are taken out: confide's credentials, and secrets that were not chosen. */
  readonly without: readonly string[];
  /** Names that are kept all the same, `*` for any characters: `AWS_*`. */
  readonly pass: readonly string[];
}

/** The environment of a program: confide's own, without what is taken out, with the settings. */
export function childEnv(
  env: Terminal["env"],
  { variables, without, pass }: ChildEnvOptions,
): Record<string, string> {
  const kept = pass.map(patternOf);
  const isOut = (name: string) => without.includes(name) && !kept.some((pattern) => pattern.test(name));
  const inherited = Object.entries(env).flatMap(([name, value]) =>
    value === undefined || isOut(name) ? [] : [[name, value] as const],
  );
  const settings = variables.map(({ name, text }) => [name, text.reveal("run")] as const);
  return Object.fromEntries([...inherited, ...settings]);
}

function patternOf(name: string): RegExp {
  const parts = name.split("*").map((part) => part.replace(/[^\w]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`);
}
