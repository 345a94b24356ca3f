import type { Terminal } from "../terminal.ts";

export interface ChildEnvOptions {
  /** The settings, each a name and its text. */
  readonly variables: readonly (readonly [name: string, text: string])[];
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
  return Object.fromEntries([...inherited, ...variables]);
}

function patternOf(name: string): RegExp {
  const parts = name.split("*").map((part) => part.replace(/[^\w]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`);
}
