import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test, vi } from "vitest";
import * as z from "zod";

import { auditFile } from "../audit/audit-file.ts";
import type { Source } from "../contract/source.ts";
import { verifyAudit } from "../audit/verify-audit.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { envExample } from "../inspect/env-example.ts";
import { explain } from "../inspect/explain.ts";
import { policiesOf } from "../inspect/policies.ts";
import { watchConfig } from "../live/watch-config.ts";
import { args } from "../sources/args/args.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { file } from "../sources/file/file.ts";
import { fileVariables } from "../sources/file-variables.ts";
import { memory } from "../sources/memory.ts";
import { secretFiles } from "../sources/secret-files.ts";
import { cached } from "../stores/cache/cached.ts";
import { fromStore } from "../stores/from-store.ts";
import { faultProxy } from "../testing/fault-proxy.ts";
import { hostileServer } from "../testing/hostile-server.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { readSecret } from "./read-secret.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-options-"));
afterAll(() => rmSync(folder, { recursive: true }));

const definition = { schema: z.object({ a: z.string().default("a") }), sources: [memory({})] };
const store = memoryStore({ a: "made-up" });

const takers: readonly [string, (options: never) => unknown][] = [
  ["args()", (options) => args(options)],
  ["env()", (options) => env(options)],
  ["dotenv()", (options) => dotenv(options)],
  ["dotenv()", (options) => dotenv(".env", options)],
  ["file()", (options) => file("a.json", options)],
  ["fileVariables()", (options) => fileVariables(options)],
  ["secretFiles()", (options) => secretFiles("a", options)],
  ["fromStore()", (options) => fromStore(store, options)],
  ["invalidate()", (options) => cached(store).invalidate("a", options)],
  ["memoryStore()", (options) => memoryStore({}, options)],
  ["faultProxy()", async (options) => (await faultProxy("http://127.0.0.1:1", options)).close()],
  ["hostileServer()", async (options) => (await hostileServer(options)).close()],
  [
    "withFresh()",
    async (options) => {
      await using live = await watchConfig(definition);
      return await live.withFresh("a", () => "", options);
    },
  ],
  ["cached()", (options) => cached(store, options)],
  ["loadConfig()", async (options) => loadConfig(definition, options)],
  ["loadConfigSync()", (options) => loadConfigSync(definition, options)],
  ["checkConfig()", async (options) => checkConfig(definition, options)],
  ["watchConfig()", async (options) => watchConfig(definition, options)],
  ["explain()", (options) => explain(loadConfigSync(definition), options)],
  ["readSecret()", async (options) => readSecret(store, "a", options)],
  ["auditFile()", async (options) => auditFile(join(folder, "audit"), options).close()],
  ["verifyAudit()", async (options) => verifyAudit(join(folder, "none"), options)],
];

async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    return error;
  }
}

describe.each(takers)("%s", (name, take) => {
  test("refuses an option that it doesn't have, and what is no object", async () => {
    const error = await thrownBy(() => take({ unknwon: 1 } as never));
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(`${name} has no option unknwon: `);
    for (const odd of [null, 5, "made-up", ["made-up"], () => 1].slice(name === "dotenv()" ? 4 : 0)) {
      const thrown = await thrownBy(() => take(odd as never));
      expect(thrown).toBeInstanceOf(TypeError);
      expect(String(thrown)).toContain(`${name} takes an object of options`);
      expect(String(thrown)).not.toContain("made-up");
    }
  });

  test("takes undefined for each option, which is as if it weren't there", async () => {
    const thrown = String(await thrownBy(() => take(5 as never)));
    const names = /\{ (.*) \}/.exec(thrown)?.[1]?.split(", ") ?? [];
    expect(names).not.toEqual([]);
    const absent = Object.fromEntries(names.map((option) => [option, undefined]));
    for (const options of [absent, {}])
      expect(String(await thrownBy(() => take(options as never)))).not.toMatch(/Error/);
  });

  test("takes none", async () => {
    expect(String(await thrownBy(() => take(undefined as never)))).not.toContain("takes");
  });
});

test.each<[name: string, source: (from: undefined) => Source]>([
  [
    "env()",
    (from) => env({ from, prefix: undefined, delimiter: undefined, names: undefined, keepEmpty: undefined }),
  ],
  ["fileVariables()", (from) => fileVariables({ from, cwd: undefined })],
  ["dotenv()", (from) => dotenv(join(folder, ".env"), { from, expand: true })],
  ["args()", (from) => args({ from, short: undefined, own: undefined })],
])("%s reads the process's own where from is undefined", async (_, source) => {
  writeFileSync(join(folder, ".env"), "CONFIDE_A=${CONFIDE_HELD}");
  writeFileSync(join(folder, "held"), "held");
  const before = process.argv;
  process.argv = [...before.slice(0, 2), "--confide-a=held"];
  vi.stubEnv("CONFIDE_A", "held")
    .stubEnv("CONFIDE_HELD", "held")
    .stubEnv("CONFIDE_A_FILE", join(folder, "held"));
  const schema = z.object({ confideA: z.string() });
  const config = await loadConfig({ schema, sources: [source(undefined)] });
  process.argv = before;
  vi.unstubAllEnvs();
  expect(config).toEqual({ confideA: "held" });
});

describe("a definition", () => {
  test("is no schema alone, and nothing else", async () => {
    const { schema } = definition;
    const loads = [loadConfig, loadConfigSync, checkConfig, envExample, policiesOf];
    for (const load of loads) {
      expect(await thrownBy(() => load(schema as never))).toMatchObject({
        name: "TypeError",
        message: "a schema alone is no definition: write { schema, sources: [env()] } in its place",
      });
      expect(await thrownBy(() => load(undefined as never))).toMatchObject({
        name: "TypeError",
        message: "a definition is { schema, sources: [env()] }, and undefined was given",
      });
    }
  });

  test.each([{ source: [] }, { default: definition }, { env: {} }])(
    "has no other parts (%#)",
    async (more) => {
      const odd = { ...definition, ...more };
      for (const load of [loadConfig, loadConfigSync, checkConfig])
        expect(await thrownBy(() => load(odd))).toMatchObject({
          name: "TypeError",
          message: expect.stringContaining(`a definition has no option ${Object.keys(more)[0]}: `) as string,
        });
    },
  );

  test.each([
    ["no list", memory({}), "sources of the definition is no list: write sources: [env()]"],
    ["no list", null, "sources of the definition is no list: write sources: [env()]"],
    [
      "undefined",
      [undefined],
      "source 1 of the definition is undefined: what was imported or chosen there is missing",
    ],
    [
      "null",
      [memory({}), null],
      "source 2 of the definition is null: what was imported or chosen there is missing",
    ],
    ["a function", [env], "source 1 of the definition is a function, not a source: call it, env() for env"],
    [
      "false",
      [false],
      "source 1 of the definition is false: leave it out by a spread, ...(condition ? [env()] : [])",
    ],
    ["a store", [store], "source 1 of the definition is a store, not a source: fromStore(memory-store)"],
    ["a list", [[memory({})]], "source 1 of the definition is a list: spread it, ...sources"],
    ["a promise", [Promise.resolve(memory({}))], "source 1 of the definition is a promise: await it"],
  ])("whose sources are %s says so", async (_, sources, message) => {
    const odd = { ...definition, sources } as never;
    expect(await checkConfig(odd)).toMatchObject([{ kind: "failed", message }]);
    expect(() => loadConfigSync(odd)).toThrow(message);
  });
});

describe("a path", () => {
  test.each([
    ["undefined", undefined],
    ["null", null],
    ["a number", 5],
    ["an empty one", ""],
    ["an object", {}],
  ])("is needed where a source takes one, not %s", (what, path) => {
    const odd = path as never;
    for (const [name, make] of [
      ["file()", () => file(odd)],
      ["secretFiles()", () => secretFiles(odd)],
      ["auditFile()", () => auditFile(odd)],
      ["dotenv()", () => dotenv([".env", odd])],
    ] as const)
      expect(make).toThrow(`${name} takes a path, and got ${what}`);
  });
});
