import { inspect } from "node:util";

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";

import { Heard } from "../../test/heard.ts";
import { buildCase, leakCases, mayHoldCanary, needlesOf, piecesOf, sourceOf } from "../../test/leak-cases.ts";
import { cheapSinks, sinks } from "../../test/sinks.ts";
import type { AuditEvent } from "./audit-event.ts";
import { cached } from "../stores/cache/cached.ts";
import { SourceError, type SourceErrorReason } from "./errors.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "../load/load.ts";
import { policiesOf } from "../inspect/policies.ts";
import { publishAudit } from "../events/publish.ts";
import { readSecret } from "../load/read-secret.ts";
import { isSecret, Secret } from "../secret/secret.ts";
import { secretText } from "../secret/secret-text.ts";
import { secret } from "../schema/secret-schema.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { fromStore } from "../stores/from-store.ts";
import type { SecretRecord, SecretStore } from "../contract/store.ts";
import { memoryStore } from "../testing/memory-store.ts";

const schema = z.object({
  port: z.number().default(1),
  database: z.object({ password: secret(z.string()), user: z.string() }),
  key: secret(z.string()).default(new Secret("made-up")),
});

const fingerprint = expect.stringMatching(/^[\w-]{16}$/) as string;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/) as string;
const durationMs = expect.any(Number) as number;

function isEvent<E extends AuditEvent["event"]>(name: E) {
  return (each: AuditEvent): each is Extract<AuditEvent, { event: E }> => each.event === name;
}

function definitionOf(store: SecretStore) {
  const source = fromStore(store, { refs: { database: "prod/database" } });
  return { schema, sources: [env({ from: { PORT: "5" } }), source] };
}

describe("a load tells", () => {
  test("of each read, then of where each setting stood", async () => {
    using heard = new Heard();
    const store = memoryStore({ "prod/database": { password: "p", user: "u" } });
    await loadConfig(definitionOf(store));
    const kept = { store: "memory-store", version: "1", outcome: "ok" };
    const [reads, loads] = [heard.events.filter(isEvent("read")), heard.events.filter(isEvent("load"))];
    expect(heard.events.at(-1)).toBe(loads[0]);
    expect(reads.toSorted((a, b) => (a.ref ?? "").localeCompare(b.ref ?? ""))).toEqual([
      {
        event: "read",
        time,
        settings: ["key"],
        store: "memory-store",
        ref: "key",
        outcome: "not-found",
        durationMs,
      },
      {
        event: "read",
        time,
        settings: ["database"],
        ref: "prod/database",
        ...kept,
        durationMs,
        fingerprint,
      },
    ]);
    expect(loads).toEqual([
      {
        event: "load",
        time,
        outcome: "ok",
        durationMs,
        settings: [
          { setting: "port", store: "env", ref: "PORT", outcome: "ok" },
          { setting: "database.password", ref: "prod/database#password", ...kept, fingerprint },
          { setting: "database.user", ref: "prod/database#user", ...kept },
          { setting: "key", store: "default", outcome: "ok", fingerprint },
        ],
      },
    ]);
  });

  test("of what was wrong with it", async () => {
    using heard = new Heard();
    const store = memoryStore();
    store.fail("prod/database", "denied");
    const loading = loadConfig({
      ...definitionOf(store),
      sources: [env({ from: { PORT: "x" } }), ...definitionOf(store).sources.slice(1)],
    });
    await expect(loading).rejects.toThrow("2 problems");
    const events = heard.take();
    expect(
      events
        .slice(0, -1)
        .map((event) => event.outcome)
        .toSorted(),
    ).toEqual(["denied", "not-found"]);
    expect(events.at(-1)).toEqual({
      event: "load",
      time,
      outcome: "denied",
      durationMs,
      settings: [
        { setting: "port", store: "env", ref: "PORT", outcome: "invalid" },
        { setting: "database", store: "memory-store", ref: "prod/database", outcome: "denied" },
      ],
    });
    await expect(loadConfig({ schema, sources: [] })).rejects.toThrow("missing");
    expect(heard.take()).toMatchObject([
      {
        outcome: "invalid",
        settings: [{ setting: "database.password", outcome: "missing" }, { outcome: "missing" }],
      },
    ]);
  });

  test.each([
    ["aborted", new Error("enough"), "aborted"],
    ["out of time", new DOMException("late", "TimeoutError"), "timeout"],
  ])("once that it was given up: %s", async (_, reason, outcome) => {
    using heard = new Heard();
    const store = memoryStore();
    store.fail("prod/database", "hang");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 5);
    const loading = loadConfig(definitionOf(store), { signal: controller.signal });
    await expect(loading).rejects.toThrow(reason.message);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard.take().filter(({ event }) => event === "load")).toEqual([
      { event: "load", time, outcome, durationMs, settings: [] },
    ]);
  });

  test("by loadConfigSync too", () => {
    using heard = new Heard();
    loadConfigSync({ schema: z.object({ a: z.string().optional() }), sources: [memory({})] });
    expect(heard.take()).toEqual([{ event: "load", time, outcome: "ok", durationMs, settings: [] }]);
  });
});

describe("a read tells", () => {
  test.each<SourceErrorReason>(["denied", "not-found", "malformed"])("of its failure: %s", async (reason) => {
    using heard = new Heard();
    const store = memoryStore({ a: "x" });
    store.fail("a", reason);
    await expect(readSecret(store, "a?version=1#x")).rejects.toBeInstanceOf(SourceError);
    expect(heard.take()).toEqual([
      {
        event: "read",
        time,
        settings: [],
        store: "memory-store",
        ref: "a?version=1",
        outcome: reason,
        durationMs,
      },
    ]);
  });

  test("of a store that throws, answers too little, or no Secret", async () => {
    using heard = new Heard();
    const limits = { concurrency: 1 };
    const stores: SecretStore[] = [
      { name: "s", limits, get: () => Promise.reject(new Error("no")) },
      { name: "s", limits, get: async () => undefined as unknown as SecretRecord },
      { name: "s", limits, get: async () => ({ value: "bare" as unknown as Secret, version: "1" }) },
    ];
    for (const store of stores) await readSecret(store, "a").catch(() => undefined);
    expect(heard.take().map(({ outcome }) => outcome)).toEqual(["unknown", "malformed", "ok"]);
  });

  test("of what reaches the store, where another one remembers", async () => {
    using heard = new Heard();
    const store = cached(memoryStore({ a: "x" }));
    for (let count = 0; count < 3; count++) await readSecret(store, "a");
    expect(heard.take()).toMatchObject([{ event: "read", store: "memory-store", ref: "a", outcome: "ok" }]);
    store.invalidate("a");
    await readSecret(store, "a");
    expect(heard.take()).toHaveLength(1);
  });
});

describe("a reveal tells", () => {
  test("of its setting, and where the value stood", async () => {
    const store = memoryStore({ "prod/database": { password: "p", user: "u" } });
    const config = await loadConfig(definitionOf(store));
    using heard = new Heard();
    config.database.password.reveal();
    config.key.reveal("a test");
    config.database.password.map((text) => text.length).reveal();
    new Secret(1).reveal();
    const password = {
      event: "reveal",
      time,
      setting: "database.password",
      store: "memory-store",
      ref: "prod/database#password",
      version: "1",
      outcome: "ok",
      fingerprint,
    };
    expect(heard.take()).toEqual([
      password,
      {
        event: "reveal",
        time,
        setting: "key",
        store: "default",
        purpose: "a test",
        outcome: "ok",
        fingerprint,
      },
      password,
      { event: "reveal", time, outcome: "ok", fingerprint },
    ]);
  });

  test("of a secret read on its own", async () => {
    const store = memoryStore({ a: { x: "1" } });
    const text = await readSecret(store, "a#x");
    const { x } = await readSecret(store, "a", { schema: z.object({ x: secret(z.string()) }) });
    using heard = new Heard();
    text.reveal();
    x.reveal();
    expect(heard.take()).toMatchObject([
      { setting: "a#x", store: "memory-store", ref: "a#x", version: "1" },
      { store: "memory-store", ref: "a#x", version: "1" },
    ]);
  });

  test("nothing of what confide itself does with a value", async () => {
    using heard = new Heard();
    const store = memoryStore({ "prod/database": JSON.stringify({ password: "p", user: "u" }) });
    const config = await loadConfig(definitionOf(store));
    const { password } = config.database;
    password.equals(password);
    secretText`${password}`.map((text) => text);
    inspect(password, { showHidden: true, getters: true });
    explain(config);
    expect(heard.take().map(({ event }) => event)).not.toContain("reveal");
  });
});

test("a policy tells of the refs that it is for", () => {
  using heard = new Heard();
  const policy = () => ({ format: "json" as const, text: "{}" });
  policiesOf(definitionOf({ ...memoryStore(), policy }));
  expect(heard.take()).toEqual([
    { event: "policy", time, outcome: "ok", store: "memory-store", refs: ["prod/database", "key"] },
  ]);
});

describe("publishAudit", () => {
  test("adds the time and the fingerprints", () => {
    using heard = new Heard();
    const value = new Secret("x");
    publishAudit("rotate", () => ({ outcome: "ok", rotationId: "r", step: "create", secret: value }));
    publishAudit("refresh", () => ({
      outcome: "ok",
      durationMs: 1,
      settings: [{ setting: "a", outcome: "ok", previousVersion: "1", version: "2", secret: value }],
    }));
    value.reveal();
    const [rotate, refresh, reveal] = heard.take();
    const { fingerprint: own } = reveal as { fingerprint: string };
    expect(rotate).toEqual({
      event: "rotate",
      time,
      outcome: "ok",
      rotationId: "r",
      step: "create",
      fingerprint: own,
    });
    expect(refresh).toMatchObject({
      settings: [{ setting: "a", previousVersion: "1", version: "2", fingerprint: own }],
    });
    expect(Object.isFrozen(rotate)).toBe(true);
  });

  test("asks for nothing where nobody listens", () => {
    const details = vi.fn<() => never>();
    publishAudit("rotate", details);
    expect(details).not.toHaveBeenCalled();
  });
});

test("where the runtime has no channels, everything else goes on", async () => {
  vi.resetModules();
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  try {
    const core = await import("../index.ts");
    const store = core.fromStore({
      ...memoryStore(),
      get: async () => ({ value: new core.Secret("v"), version: "1" }),
    });
    const config = await core.loadConfig({
      schema: z.object({ a: core.secret(z.string()) }),
      sources: [store],
    });
    expect(config.a.reveal()).toBe("v");
    const { publishAudit: publish } = await import("../adapter.ts");
    publish("rotate", () => ({ outcome: "ok", rotationId: "r", step: "create" }));
  } finally {
    vi.restoreAllMocks();
    vi.resetModules();
  }
});

describe("no event holds a value", { timeout: 120_000 }, () => {
  function shownIn(events: readonly AuditEvent[], needles: readonly string[], where: typeof sinks): string[] {
    return Object.entries(where).flatMap(([sink, print]) => {
      const printed = print(events);
      return mayHoldCanary(printed) && needles.some((needle) => printed.includes(needle)) ? [sink] : [];
    });
  }

  const attempt = async (run: () => unknown): Promise<unknown> => {
    try {
      return await run();
    } catch (error) {
      return error;
    }
  };

  function revealAll(value: unknown): void {
    if (isSecret(value)) value.reveal();
    else if (typeof value === "object" && value !== null)
      for (const each of Object.values(value)) revealAll(each);
  }

  test("whatever schemas do with it", async () => {
    using heard = new Heard();
    const counts = { cases: 0, reveals: 0 };
    await fc.assert(
      fc.asyncProperty(leakCases, async (each) => {
        const built = buildCase(each);
        const good = Object.fromEntries(built.leaves.map((leaf) => [leaf.name, leaf.good]));
        const needles = built.leaves.flatMap(({ leaf, good: value, bad }) => [
          ...needlesOf(leaf, value),
          ...needlesOf(leaf, bad),
        ]);
        // One bad one at a time: of two that reject, zod would drop one's promise.
        for (const spoilt of [{}, ...built.leaves.map(({ name, bad }) => ({ [name]: bad }))]) {
          const source = sourceOf(each, { ...good, ...spoilt });
          const definition = { schema: built.schema, sources: [source] };
          revealAll(await attempt(() => (built.async ? loadConfig(definition) : loadConfigSync(definition))));
        }
        const events = heard.take();
        counts.cases++;
        counts.reveals += events.filter(({ event }) => event === "reveal").length;
        expect(events.length).toBeGreaterThanOrEqual(2);
        expect(shownIn(events, needles, counts.cases % 40 === 0 ? sinks : cheapSinks)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
    expect(counts.reveals).toBeGreaterThan(200);
  });

  test("however stores fail, retry and remember", async () => {
    using heard = new Heard();
    const canary = "QXVWZKHJRNTSPLMD";
    const outcomes = fc.constantFrom("text", "json", "bytes", "throws", "denied", "cause", "nothing", "bare");
    await fc.assert(
      fc.asyncProperty(outcomes, fc.boolean(), fc.boolean(), async (how, remembers, asGroup) => {
        const store = storeThat(how, canary);
        const asked = remembers ? cached(store) : store;
        const one = z.object({ group: z.object({ key: secret(z.string()) }) });
        const refs = asGroup ? { group: "g" } : { "group.key": "g" };
        const definition = { schema: one, sources: [fromStore(asked, { refs })] };
        revealAll(await attempt(() => loadConfig(definition, { timeoutMs: 200 })));
        revealAll(await attempt(() => readSecret(asked, "g", { timeoutMs: 200 })));
        const events = heard.take();
        expect(events.length).toBeGreaterThanOrEqual(2);
        expect([how, ...shownIn(events, piecesOf(canary), sinks)]).toEqual([how]);
      }),
      { numRuns: 100 },
    );
  });

  function storeThat(how: string, canary: string): SecretStore {
    const nothing = async () => undefined as unknown as SecretRecord;
    const answer = (value: unknown) => ({ value: value as Secret, version: "1" });
    const answers: Record<string, () => ReturnType<SecretStore["get"]>> = {
      text: async () => answer(new Secret(canary)),
      json: async () => answer(new Secret(`{"key":"${canary}"}`)),
      bytes: async () => answer(new Secret(new TextEncoder().encode(canary))),
      throws: () => Promise.reject(Object.assign(new Error(canary), { code: canary, status: canary })),
      denied: () =>
        Promise.reject(new SourceError({ reason: "denied", message: "denied", store: "s", ref: "g" })),
      cause: () =>
        Promise.reject(new SourceError({ reason: "unavailable", message: "x", cause: new Error(canary) })),
      nothing,
      bare: async () => answer(canary),
    };
    return { name: "s", limits: { concurrency: 1 }, get: answers[how] ?? nothing };
  }
});
