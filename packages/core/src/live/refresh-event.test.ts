import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";

import { load } from "../load/load.ts";
import type { Problem } from "../model/problem.ts";
import { fingerprint } from "../secret/fingerprint.ts";
import { secret } from "../schema/secret-schema.ts";
import { memory } from "../sources/memory.ts";
import { publishRefresh } from "./refresh-event.ts";

const told: object[] = [];
const listen = (event: unknown) => void told.push(event as object);
beforeEach(() => subscribe("confide:refresh", listen));
afterEach(() => {
  unsubscribe("confide:refresh", listen);
  told.length = 0;
});

const schema = z.object({ token: secret(z.string()), port: z.string() });
const loaded = await load({ schema, sources: [memory({ token: "made-up", port: "80" })] }, {});
const changed = new Map([["port", { from: "1", to: "2" }]]);
const problem: Problem = { path: ["token"], kind: "failed", message: "no", reason: "denied", places: [{ source: "it", location: "at", version: "7" }] }; // prettier-ignore
const publish = (more: object) =>
  publishRefresh({ trigger: "poll", durationMs: 1, problems: [], changed: new Map(), loaded, ...more });

test("a poll that finds all as it was is no event, any other look is", () => {
  publish({});
  expect(told).toEqual([]);
  for (const more of [{ trigger: "call" }, { changed }, { problems: [problem] }]) publish(more);
  expect(told).toMatchObject([
    { trigger: "call", outcome: "ok", settings: [] },
    { trigger: "poll", outcome: "ok", settings: [{ setting: "port" }] },
    { trigger: "poll", outcome: "denied", settings: [{ setting: "token" }] },
  ]);
});

test("what changed is told with its versions, and a secret's fingerprint", () => {
  publish({ changed: new Map<string, object>([...changed, ["token", {}]]) });
  expect(told).toMatchObject([
    {
      settings: [
        { setting: "port", outcome: "ok", store: "memory", version: "2", previousVersion: "1" },
        { setting: "token", outcome: "ok", store: "memory", fingerprint: fingerprint("made-up") },
      ],
    },
  ]);
});

test("what is wrong is told by its reason, else by its kind", () => {
  const { reason: _, ...unreasoned } = problem;
  const problems = [{ ...unreasoned, kind: "missing" }, { ...unreasoned, kind: "trap", path: ["a", "b"], places: [] }];
  publish({ problems });
  publish({ problems: [...problems, problem] });
  expect(told).toMatchObject([
    { outcome: "invalid", settings: [{ setting: "token", outcome: "missing", store: "it", ref: "at", version: "7" }, { setting: "a.b", outcome: "invalid" }] },
    { outcome: "denied", settings: [{}, {}, { setting: "token", outcome: "denied" }] },
  ]);
}); // prettier-ignore
