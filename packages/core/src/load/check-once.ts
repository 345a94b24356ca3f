import type { Source } from "../contract/source.ts";
import type { Problem } from "../model/problem.ts";
import { ConfigError } from "../report/config-error.ts";
import type { Plan } from "../schema/plan.ts";

/**
 * A check of each source against the plan, which throws all that it finds. It is made once: a live configuration loads every
 * minute, and neither a plan nor a source's options change between two loads.
 */
export function checkOnce(
  problemsOf: (plan: Plan, source: Source) => readonly Problem[],
): (plan: Plan, sources: readonly Source[]) => void {
  const sound = new WeakMap<Plan, WeakSet<Source>>();
  return (plan, sources) => {
    const known = sound.get(plan) ?? new WeakSet();
    sound.set(plan, known);
    const problems = sources
      .filter((source) => !known.has(source))
      .flatMap((source) => problemsOf(plan, source));
    // Several sources spell alike: `env()` and `dotenv()`.
    const once = new Map(
      problems.map((problem) => [`${problem.path.join("\0")}\0${problem.message}`, problem]),
    );
    if (once.size > 0) throw new ConfigError([...once.values()], "The definition can't be a configuration");
    for (const source of sources) known.add(source);
  };
}
