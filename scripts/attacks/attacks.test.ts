import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { type Failing, failingTargets, type Taking, takingTargets, textOf } from "./targets.ts";
import { failures } from "./failures.ts";
import { type OpenLeak, openLeaks } from "./open.ts";
import { sinksThatShow } from "./search.ts";
import { cheapSinks, sinks } from "./sinks.ts";
import { type Value, values } from "./values.ts";
import { inWorld } from "./world.ts";

// What is attacked × kinds of values × ways to fail × where it could show. `npm run test:attacks` tries all of it;
// `npm test` a sample that is always the same.

const isFull = process.env["ATTACKS"] === "all";
const where = isFull ? Object.keys(sinks) : cheapSinks;

/** One in so many, chosen by name: the same on every machine. */
function sampled(oneIn: number, ...names: readonly string[]): boolean {
  const [first = 0] = createHash("sha256").update(names.join("\0")).digest();
  return isFull || first % oneIn === 0;
}

async function attack(target: Taking, value: Value): Promise<readonly string[]> {
  return inWorld(async (world) => sinksThatShow(value, await target(value.value, world), world, where));
}

async function attackByFailure(target: Failing, value: Value, failure: string): Promise<readonly string[]> {
  const fail = (): never => {
    throw failures[failure]?.(textOf(value.value));
  };
  return attack(async (given, world) => target(fail, given, world), value);
}

function expectSecret(shown: readonly string[], known: OpenLeak | undefined): void {
  if (known) expect(shown, `open.ts names this one, and nothing shows any more`).not.toEqual([]);
  else expect(shown).toEqual([]);
}

describe.each(Object.keys(failingTargets))("%s throws", (name) => {
  const target = failingTargets[name] as Failing;

  test.each(Object.keys(failures).filter((failure) => sampled(3, name, failure)))("%s", async (failure) => {
    const tried = Object.entries(values).filter(([kind]) => sampled(5, name, failure, kind));
    const shown: string[] = [];
    for (const [kind, value] of tried)
      for (const sink of await attackByFailure(target, value, failure)) shown.push(`${kind}: ${sink}`);
    expectSecret(
      shown,
      openLeaks.find((leak) => leak.target === name && (leak.failure ?? failure) === failure),
    );
  });
});

test.each(Object.keys(takingTargets))("%s", async (name) => {
  const shown: string[] = [];
  for (const [kind, value] of Object.entries(values).filter(([each]) => sampled(3, name, each)))
    for (const sink of await attack(takingTargets[name] as Taking, value)) shown.push(`${kind}: ${sink}`);
  expectSecret(
    shown,
    openLeaks.find((leak) => leak.target === name),
  );
});

test("what is open is a target of today", () => {
  const names = new Set([...Object.keys(failingTargets), ...Object.keys(takingTargets)]);
  expect(openLeaks.filter(({ target }) => !names.has(target))).toEqual([]);
});
