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

export interface DistinctDrafts {
  readonly drafts: readonly NamedDraft[];
  /** What had to be left out, as it isn't told apart from another. */
  readonly dropped: readonly string[];
}

/** Drafts of which no two have one path or one variable: the first of them has it. */
export function distinct(
  all: readonly NamedDraft[],
  names: (path: readonly string[]) => string | undefined,
): DistinctDrafts {
  const [paths, owners] = [new Set<string>(), new Map<string, string>()];
  const [drafts, dropped]: [NamedDraft[], string[]] = [[], []];
  for (const draft of all) {
    const own = draft.variables.length > 0 ? draft.variables : [draft.variable];
    const free = own.filter((name) => !owners.has(name));
    const lost = own.filter((name) => owners.has(name));
    const name = draft.path.join(".");
    const [first] = free;
    if (first === undefined) {
      dropped.push(
        `${name} isn't here: its variable ${lost.join(", ")} is that of ${owners.get(lost[0] ?? "") ?? ""}`,
      );
      continue;
    }
    const path = paths.has(name) ? [freeName(first, paths)] : draft.path;
    for (const each of free) owners.set(each, path.join("."));
    paths.add(path.join("."));
    const kept = namedDraft(
      { ...draft, path, variables: lost.length > 0 || draft.variables.length > 0 ? free : [] },
      names,
    );
    drafts.push(
      lost.length === 0
        ? kept
        : { ...kept, todo: joinedTodos(kept.todo, `${lost.join(", ")} is another setting's`) },
    );
  }
  return { drafts, dropped };
}

function joinedTodos(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join("; ");
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`${name}_`, taken) : name;
}
