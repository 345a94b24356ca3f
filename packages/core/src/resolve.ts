import { StoreError } from "./errors.ts";
import { Merge, type Resolution } from "./merge.ts";
import type { Plan } from "./schema.ts";
import type { Setting } from "./setting.ts";
import type { Reading, Source } from "./source.ts";
import { isLasting, lasting } from "./sources/lasting.ts";
import { located } from "./sources/located.ts";

/** A question to one source. Who drives the generator answers it with a reading, or with what was thrown. */
export interface Ask {
  readonly source: Source;
  readonly wanted: readonly Setting[];
}

type Answer = Reading | StoreError;

/** What a source was asked and answered; nothing, if there was nothing to ask it. */
interface Turn extends Question {
  readonly source: Source;
  readonly answer: Answer | undefined;
}

interface Question {
  readonly wanted: readonly Setting[];
  /** Why it can't be asked: then none of them may come from a later source, whose value could be an older one. */
  readonly failure?: StoreError | undefined;
}

/** How a load went. Where every source answers the same again, what it came to is the same too. */
interface Course {
  readonly plan: Plan;
  readonly turns: readonly Turn[];
  readonly resolution: Resolution;
}

/** The last of each definition, by its list of sources. What came out of a store is not kept. */
const courses = new WeakMap<readonly Source[], Course>();

/** Asks each source for what none before it had. A generator, so that it runs the same with and without promises. */
export function* resolve(plan: Plan, sources: readonly Source[]): Generator<Ask, Resolution, Answer> {
  const before = courseOf(plan, sources);
  const turns: Turn[] = [];
  // While all goes as before there is nothing to merge.
  let merge = before ? undefined : new Merge(plan);
  for (const [index, source] of sources.entries()) {
    const last = merge ? undefined : before?.turns[index];
    const { wanted, failure } = last ?? questionTo(source, (merge ??= merged(plan, turns)));
    const answer = failure ?? (isAsked(source, wanted) ? yield { source, wanted } : undefined);
    if (last && last.answer !== answer) merge = merged(plan, turns);
    if (answer) merge?.take(source, wanted, answer);
    turns.push({ source, wanted, answer });
  }
  if (!merge && before) return before.resolution;
  const resolution = merge ?? merged(plan, turns);
  keep(sources, { plan, turns, resolution });
  return resolution;
}

function courseOf(plan: Plan, sources: readonly Source[]): Course | undefined {
  const course = courses.get(sources);
  const isSame =
    course?.plan === plan &&
    course.turns.length === sources.length &&
    course.turns.every(({ source }, index) => source === sources[index]);
  return isSame ? course : undefined;
}

function keep(sources: readonly Source[], course: Course): void {
  const lasts = course.turns.every(({ answer }) => answer === undefined || isLasting(answer));
  if (!lasts) return void courses.delete(sources);
  lasting(course.resolution);
  courses.set(sources, course);
}

function merged(plan: Plan, turns: readonly Turn[]): Merge {
  const merge = new Merge(plan);
  for (const { source, wanted, answer } of turns) if (answer) merge.take(source, wanted, answer);
  return merge;
}

/** What is missing and, by its own `locate`, may be in this source. */
function questionTo(source: Source, merge: Merge): Question {
  const missing = merge.missing();
  if (source.readSync) return { wanted: missing };
  const wanted: Setting[] = [];
  for (const setting of missing) {
    const location = located(source, setting);
    if (location instanceof StoreError) return { wanted: missing, failure: location };
    if (location !== undefined) wanted.push(setting);
  }
  return { wanted };
}

/** A local source also where nothing is wanted: a strict one must see unknown names, and `explain` shows what is shadowed. */
function isAsked(source: Source, wanted: readonly Setting[]): boolean {
  return wanted.length > 0 || source.readSync !== undefined;
}
