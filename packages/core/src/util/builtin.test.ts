import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as z from "zod";

import { builtin, builtinIfThere } from "./builtin.ts";

// A runtime that has none of Node's modules, as an edge runtime: core is loaded anew, as it remembers what it found.
let core: typeof import("../index.ts");
beforeAll(async () => {
  vi.resetModules();
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  core = await import("../index.ts");
});
afterAll(() => void vi.restoreAllMocks());

const CANARY = "canary-password";

async function loaded() {
  const schema = z.object({
    password: core.secret(z.string()),
    list: z.array(core.secret(z.string())),
    port: z.number(),
    big: z.bigint(),
    at: z.date(),
    names: z.set(z.string()),
    options: z.record(z.string(), z.unknown()),
  });
  const values = {
    password: CANARY,
    list: [CANARY],
    port: 1,
    big: 10n,
    at: "2026-01-01T00:00:00Z",
    names: ["a"],
    options: { a: [1] },
  };
  return core.loadConfig({ schema, sources: [core.memory(values)] });
}

/** As a logger or a merge does it, whatever the object's class. */
function spread(object: object): object {
  return { ...object };
}

test("a configuration is loaded, and its Secrets work", async () => {
  const { password } = await loaded();
  expect(password.reveal()).toBe(CANARY);
  expect(password.equals(CANARY)).toBe(true);
  expect(password.map((it) => it.length).reveal()).toBe(CANARY.length);
});

test("a Secret can be copied, spread, printed and compared, and none of that shows it", async () => {
  const config = await loaded();
  const copies = [
    structuredClone(config.password),
    spread(config.password),
    structuredClone(spread(config.list)),
  ];
  expect(
    JSON.stringify([copies, config], (_, part: unknown) => (typeof part === "bigint" ? "" : part)),
  ).not.toContain(CANARY);
  expect(spread(config.password)).toEqual({ fingerprint: expect.any(String) as string });
  expect(config.password).toEqual(config.password);
  expect(new core.Secret("a")).not.toEqual(new core.Secret("b"));
});

test("an explanation is printed, with values", async () => {
  const rows = core.explain(await loaded(), { values: true });
  expect(core.formatExplanation(rows).split("\n")).toEqual([
    "setting             comes from        value",
    "password (secret)   memory password",
    "list (secret)       memory list",
    "port                memory port       1",
    'big                 memory big        "10n"',
    'at                  memory at         "2026-01-01T00:00:00.000Z"',
    'names               memory names      ["a"]',
    'options             memory options    {"a":[1]}',
  ]);
});

test("a value that has no text is no trouble", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const row = { setting: "a", secret: false, source: "env", shadowed: [] };
  for (const value of [cycle, Symbol("a"), () => 1, Object.create(null) as object])
    expect(core.formatExplanation([{ ...row, value }])).toMatch(/^setting .*\na /);
});

test("what needs a module says which", () => {
  const definition = { schema: z.object({ a: z.string() }), sources: [core.file("config.json")] };
  expect(() => core.loadConfigSync(definition)).toThrow(core.ConfigError);
});

test.each<[name: string, process: object | undefined]>([
  ["no process", undefined],
  ["a process that has no modules to give", {}],
  ["a process that has none of this name", { getBuiltinModule: () => undefined }],
])("a runtime with %s: no module, and the error says what to use", (_, process) => {
  // Two modules that no other test asks this file's copy for: what was found is kept.
  vi.stubGlobal("process", process);
  try {
    expect(builtinIfThere("node:os")).toBeUndefined();
    expect(() => builtin("node:module")).toThrow(
      "confide needs node:module here, which this runtime does not have. Use env({ from }) or memory() instead.",
    );
  } finally {
    vi.unstubAllGlobals();
  }
});
