import { cached, defineConfig, env, loadConfig, Secret, secret } from "@confide/core";
import { fakeClock, memoryStore } from "@confide/core/testing";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";

import { redactor } from "../index.ts";

const definition = defineConfig({
  schema: z.object({ key: secret(z.string()) }),
  sources: [env({ from: { KEY: "made-up-and-long" } })],
});
const warned = (from: unknown, options = {}) => {
  const onWarning = vi.fn<(warning: string) => void>();
  const { redact } = redactor(from as object, { onWarning, ...options });
  return {
    redact,
    get warnings() {
      return onWarning.mock.calls.flat();
    },
  };
};

describe("what holds no loaded value is refused, and the error says what to write", () => {
  test.each<readonly [string, () => unknown, string]>([
    ["a promise", () => loadConfig(definition), "redactor(await loadConfig(…))"],
    ["what can be awaited", () => Object.fromEntries([[["th", "en"].join(""), () => {}]]), "redactor(await loadConfig(…))"],
    ["a definition", () => definition, "redactor(await loadConfig(definition))"],
    ["a store", () => memoryStore({}), "redactor(cached(store))"],
    ["a function", () => loadConfig, "redactor(await loadConfig(…))"],
    ["a value", () => "made-up-and-long", "redactor([new Secret(value, name)])"],
    ["a number", () => 12_345_678, "redactor([new Secret(value, name)])"],
    ["nothing", () => undefined, "redactor(await loadConfig(…))"],
    ["null", () => null, "redactor(await loadConfig(…))"],
  ])("%s", (_, make, hint) => {
    for (const from of [make(), ...(make() === undefined || make() === null ? [] : [[make()], [[new Secret("a"), make()]]])]) {
      const refused = () => redactor(from as object);
      expect(refused).toThrow(TypeError);
      expect(refused).toThrow(hint);
      expect(refused).not.toThrow("made-up");
    }
  });

  test("a configuration whose settings have the names of these isn't", async () => {
    const schema = z.object({ schema: z.string(), sources: z.string(), kind: z.string(), limits: z.string(), key: secret(z.string()) });
    const config = await loadConfig({ schema, sources: [env({ from: { SCHEMA: "a", SOURCES: "b", KIND: "c", LIMITS: "d", KEY: "made-up-and-long" } })] });
    expect(redactor(config).redact("made-up-and-long")).toBe("[secret key]");
  });

  test("an optional setting that is missing from a list isn't", () => {
    expect(redactor([undefined, new Secret("made-up-and-long", "key")]).redact("made-up-and-long")).toBe("[secret key]");
  });
}); // prettier-ignore

describe("what holds no Secret is warned of", () => {
  test.each<readonly [string, unknown]>([
    ["a configuration without any", { port: 1 }],
    ["a list of such", [{ port: 1 }, {}]],
    ["a live configuration without any", { current: {}, onChange: () => () => {} }],
  ])("%s", (_, from) => {
    expect(warned(from).warnings).toEqual([expect.stringContaining("found no Secret")]);
    expect(warned(from, { knownFormats: true }).warnings).toHaveLength(1);
  });

  test.each<readonly [string, unknown]>([
    ["an empty list", []],
    ["a cache, which fills up", cached(memoryStore({}), { clock: fakeClock() })],
    ["a list of a cache", [cached(memoryStore({}))]],
    ["one that has one", { a: { b: new Secret("made-up-and-long") } }],
    ["one of two that has one", [{}, new Secret("made-up-and-long")]],
  ])("not %s", (_, from) => {
    expect(warned(from).warnings).toEqual([]);
  });

  test("to the process, unless there is someone else", () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    redactor({});
    expect(emitted.mock.calls).toEqual([[expect.stringContaining("found no Secret")]]);
    emitted.mockRestore();
  });
});

function nested(depth: number, value: string): object {
  let object: object = { token: value };
  for (let at = 0; at < depth; at++) object = { object };
  return object;
}

describe("a value that can't be taken apart is reported once, and costs nothing of the others", () => {
  const other = new Secret("made-up-and-long", "other");
  const odd: Readonly<Record<string, unknown>> = {
    "an object of any depth": nested(100_000, "deep-in-there"),
    "JSON of any depth": `${"[".repeat(20_000)}"deep-in-there"${"]".repeat(20_000)}`,
    "a getter that throws": Object.defineProperty({ a: "deep-in-there" }, "b", { get: () => { throw new Error("made-up-and-long"); }, enumerable: true }),
  }; // prettier-ignore

  test.each(Object.keys(odd))("%s", (name) => {
    const redacting = warned([other, new Secret(odd[name], "odd")]);
    const { redact } = redacting;
    for (let times = 0; times < 3; times++) expect(redact("a made-up-and-long b")).toBe("a [secret other] b");
    // Depth alone is no reason: all of it is read.
    const isReported = !name.includes("depth");
    const reports = redacting.warnings.filter((each) => each.startsWith("[secret odd] can't be taken apart"));
    expect(reports).toHaveLength(isReported ? 1 : 0);
    expect(redacting.warnings).toEqual(reports);
    expect(redacting.warnings.join()).not.toContain("made-up");
    const whole = odd[name];
    const text = typeof whole === "string" ? whole : '"deep-in-there"';
    expect(redact(text)).toBe('"[secret odd]"');
    expect(redact("deep-in-there")).toBe("[secret odd]");
  });

  test("a configuration of any depth", () => {
    expect(warned({ deep: nested(100_000, "a"), other }).redact("made-up-and-long")).toBe("[secret other]");
  });

  test("a configuration that has a getter that throws", () => {
    const config = Object.defineProperty({ other }, "b", { get: () => { throw new Error("a"); }, enumerable: true }); // prettier-ignore
    expect(warned(config).redact("made-up-and-long")).toBe("[secret other]");
  });
});

test("a text that can't be looked through is reported once, by the error's class", () => {
  let fails = false;
  const now = () => {
    if (fails) throw new RangeError("made-up-and-long");
    return 0;
  };
  let change: (change: { current: object }) => void = () => {};
  const live = { current: [new Secret("made-up-and-long")], onChange: (listener: typeof change) => ((change = listener), () => {}) };
  const onWarning = vi.fn<(warning: string) => void>();
  const { redact, redactObject, chunks: pieces } = redactor(live, { clock: { now }, onWarning });
  change({ current: [] });
  fails = true;
  expect([redact("a"), redactObject({ a: "b" }), pieces().push("a"), redact("b")]).toEqual(Array(4).fill("[REDACTION FAILED]"));
  expect(onWarning.mock.calls).toEqual([[expect.stringMatching(/^redaction failed \(RangeError\)/)]]);
}); // prettier-ignore
