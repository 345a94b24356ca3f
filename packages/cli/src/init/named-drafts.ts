import type { Draft } from "../schemas/draft.ts";

/** A draft with what follows from its path. */
export interface NamedDraft extends Draft {
  /** What `.env.example` calls it. */
  readonly variable: string;
  /** Whether the environment has another name for it than its path says. */
  readonly isRenamed: boolean;
}

/** @param names What core derives from a path: never spelled a second time here. */
export function namedDraft(draft: Draft, names: (path: readonly string[]) => string | undefined): NamedDraft {
  const derived = names(draft.path) ?? "";
  const [variable = derived] = draft.variables;
  return { ...draft, variable, isRenamed: draft.variables.length > 1 || variable !== derived };
}

/** Names of the environment, as core derives them. */
export async function coreNames(): Promise<(path: readonly string[]) => string | undefined> {
  const [{ describeSettings }, z] = await Promise.all([import("@confide/core/adapter"), import("zod")]);
  return (path) => {
    const leaf: import("zod").ZodType = z.string();
    const schema = path.toReversed().reduce((inner, name) => z.object({ [name]: inner }), leaf);
    return describeSettings({ schema })[0]?.variable;
  };
}

/** Whether core takes a path: it refuses `constructor` and `__proto__`. */
export function coreTakes(
  path: readonly string[],
  names: (path: readonly string[]) => string | undefined,
): boolean {
  try {
    names(path);
    return true;
  } catch {
    return false;
  }
}

/** Drafts of which no two have one path or one variable: the first of them stays. */
export function distinct(drafts: readonly Draft[]): readonly Draft[] {
  const [paths, variables] = [new Set<string>(), new Set<string>()];
  return drafts.flatMap((draft) => {
    const [variable] = draft.variables;
    if (variable !== undefined && variables.has(variable)) return [];
    const taken = paths.has(draft.path.join("."));
    const path = taken && variable !== undefined ? [freeName(variable, paths)] : draft.path;
    if (variable !== undefined) variables.add(variable);
    paths.add(path.join("."));
    return [{ ...draft, path }];
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`${name}_`, taken) : name;
}
