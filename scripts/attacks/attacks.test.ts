import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { adapters, attackStore } from "./adapters.ts";
import { failures, namingFailures } from "./failures.ts";
import { closedLeaks, noteFound, openLeak } from "./open.ts";
import { seenIn, sinksThatShow, type Written, writtenOf } from "./search.ts";
import { cheapSinks, sinks } from "./sinks.ts";
import { type Failing, failingTargets, type Taking, takingTargets, textOf } from "./targets.ts";
import { looksLikeCode, type Value, values } from "./values.ts";
import { inWorld } from "./world.ts";

// What is attacked × kinds of values × ways to fail × where it could show. `npm run test:attacks` tries all of it, with
// the sinks that take long in one of twenty cases; `npm test` a sample that is always the same.

const isFull = process.env["ATTACKS"] === "all";
const timeout = isFull ? 600_000 : 60_000;

/** One in so many, chosen by name: the same on every machine. */
function isOneIn(number: number, ...names: readonly string[]): boolean {
  const [first = 0, second = 0] = createHash("sha256").update(names.join("\0")).digest();
  return (256 * first + second) % number === 0;
}

function sampled(oneIn: number, ...names: readonly string[]): boolean {
  return isFull || isOneIn(oneIn, ...names);
}

function sinksFor(...names: readonly string[]): readonly string[] {
  return isOneIn(20, "sinks", ...names) ? Object.keys(sinks) : cheapSinks;
}

type Kinds = readonly (readonly [kind: string, value: Value])[];

/** What shows of which kinds, in what came back of each and in what was written meanwhile. */
async function attack(target: Taking, kinds: Kinds, ...names: readonly string[]): Promise<readonly string[]> {
  return inWorld(async (world) => {
    const shown: string[] = [];
    for (const [kind, value] of kinds)
      shown.push(
        ...shownOf([[kind, value]], writtenOf(await target(value.value, world), sinksFor(kind, ...names))),
      );
    return [...shown, ...shownOf(kinds, seenIn(world))];
  });
}

function shownOf(kinds: Kinds, written: Written): readonly string[] {
  return kinds.flatMap(([kind, value]) => sinksThatShow(value, written).map((sink) => `${kind}: ${sink}`));
}

function expectSecret(shown: readonly string[], target: string, failure?: string): void {
  const known = openLeak(target, failure);
  if (!known) expect(shown).toEqual([]);
  else if (shown.length > 0) noteFound(known);
}

describe.each(Object.keys(failingTargets))("%s throws", { timeout }, (name) => {
  test.each(Object.keys(failures).filter((failure) => sampled(6, name, failure)))("%s", async (failure) => {
    const kinds = Object.entries(values).filter(
      ([kind, value]) =>
        sampled(4, name, failure, kind) && !(namingFailures.has(failure) && looksLikeCode(value)),
    );
    const target: Taking = async (value, world) => {
      const fail = (): never => {
        throw failures[failure]?.(textOf(value));
      };
      return (failingTargets[name] as Failing)(fail, value, world);
    };
    expectSecret(await attack(target, kinds, name, failure), name, failure);
  });
});

test.each(Object.keys(takingTargets))("%s", { timeout }, async (name) => {
  const kinds = Object.entries(values).filter(([kind]) => sampled(4, name, kind));
  expectSecret(await attack(takingTargets[name] as Taking, kinds, name), name);
});

describe.each(Object.entries(adapters))("%s", { timeout }, (name, adapter) => {
  test.each(adapter.troubles.filter((trouble) => sampled(3, name, trouble)))("%s", async (trouble) => {
    const shown = await inWorld(async (world) => {
      const { things, hidden } = await attackStore(adapter, trouble);
      const tokens = hidden.map((it) => ["a token", { value: it, hidden: it }] as const);
      return shownOf(
        [...Object.entries(values), ...tokens],
        [...writtenOf(things, isFull ? undefined : cheapSinks), ...seenIn(world)],
      );
    });
    expectSecret(shown, name, trouble);
  });
});

test("of each leak that is known to be open something shows", { timeout }, () => {
  if (isFull) expect(closedLeaks()).toEqual([]);
});
