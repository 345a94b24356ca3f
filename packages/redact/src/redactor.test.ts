import { memoryStore } from "@confide/core/testing";
import { env, loadConfig, secret as secretOf, Secret } from "@confide/core";
import { type SecretRecord, type SecretRef } from "@confide/core/adapter";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";

import { redactor } from "./index.ts";

const secret = (value: unknown, name?: string) => new Secret(value, name);
const redact = (values: readonly unknown[], text: string) =>
  redactor(values.map((value, index) => secret(value, `s${index}`))).redact(text);

describe("what it is made from", () => {
  test("a configuration, by its settings' names", async () => {
    const config = await loadConfig({
      schema: z.object({ database: z.object({ host: z.string(), password: secretOf(z.string()) }) }),
      sources: [env({ from: { DATABASE_HOST: "db.example", DATABASE_PASSWORD: "made-up-and-long" } })],
    });
    expect(redactor(config).redact("db.example made-up-and-long")).toBe(
      "db.example [secret database.password]",
    );
  });

  test("lists, Maps, Sets, Secrets in Secrets, cycles", () => {
    const cycle: Record<string, unknown> = { map: new Map([["a", secret("value-one", "one")]]) };
    cycle["self"] = [
      cycle,
      new Set([secret({ deep: secret("value-two", "two"), token: "value-three" }, "three")]),
    ];
    expect(redactor(cycle).redact("value-one value-two value-three")).toBe(
      "[secret one] [secret two] [secret three]",
    );
  });

  test("a live configuration: new versions join, old ones stay for a while", () => {
    let nowMs = 0;
    let change: (change: { current: object }) => void = () => {};
    let stopped = false;
    const live = {
      current: { key: secret("version-one", "key") },
      onChange(listener: typeof change) {
        change = listener;
        return () => void (stopped = true);
      },
    };
    const redacting = redactor(live, { keepOldMs: 1000, clock: { now: () => nowMs } });
    change({ current: { key: secret("version-two", "key") } });
    nowMs = 999;
    expect(redacting.redact("version-one version-two")).toBe("[secret key] [secret key]");
    nowMs = 1000;
    expect(redacting.redact("version-one version-two")).toBe("version-one [secret key]");
    redacting.close();
    expect(stopped).toBe(true);
    expect(redacting.redact("version-two")).toBe("[secret key]");
  });

  test("a cached store: what it holds and what it reads, a name's newest version in place of the one before", () => {
    let nowMs = 0;
    const listeners: ((ref: SecretRef, record: SecretRecord) => void)[] = [];
    const store = {
      ...memoryStore({}),
      onRecord: (listener: (typeof listeners)[0]) => (listeners.push(listener), () => {}),
    };
    const redacting = redactor([store, secret("another-one", "other")], {
      keepOldMs: 10,
      clock: { now: () => nowMs },
    });
    const record = (name: string, value: string, version: string, pinned?: string) =>
      listeners[0]?.(
        { name, ...(pinned !== undefined && { version: pinned }) },
        {
          value: new Secret(value),
          version,
        },
      );
    record("prod/db", "value-a-1", "1");
    record("prod/db", "value-a-2", "2");
    record("prod/db", "value-pinned", "1", "1");
    nowMs = 20;
    expect(redacting.redact("value-a-1 value-a-2 value-pinned another-one")).toBe(
      "value-a-1 [secret prod/db] [secret prod/db?version=1] [secret other]",
    );
  });
});

describe("parts of a value", () => {
  test.each([
    ["leaves of a JSON text", '{"user":"app-user-1","password":"pw","port":5432}', "app-user-1 pw 5432", "[secret s0] [secret s0] 5432"],
    ["the password of a URL", "postgres://u:p%40ss-word@h/db", "p%40ss-word p@ss-word", "[secret s0] [secret s0]"],
    ["a token in a URL", "https://abc123def456@sentry.example/1", "abc123def456", "[secret s0]"],
    ["a connection string", "Server=db;User Id=app;Password=long-enough;", "long-enough", "[secret s0]"],
    ["what stands behind a scheme", "Bearer abcdef123456", "abcdef123456", "[secret s0]"],
    ["a value without the line end of its file", "with-line-end\n", "with-line-end", "[secret s0]"],
    ["a line of a key", "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\nqQ==\n-----END PRIVATE KEY-----", "MIIEvQIBADAN|qQ==|MIIEvQIBADANqQ==", "[secret s0]|[secret s0]|[secret s0]"],
    ["bytes", new Uint8Array([0xff, 0xfe, 1, 2, 3, 4]), "//4BAgME fffe01020304 <Buffer ff fe 01 02 03 04>", "[secret s0] [secret s0] <Buffer [secret s0]>"],
    ["a list, however short its items", ["ab1"], "ab1 cab1", "[secret s0] cab1"],
    ["numbers", 12345678n, "at 12345678", "at [secret s0]"],
  ])("%s", (_, value, text, expected) => {
    expect(redact([value], text)).toBe(expected);
  }); // prettier-ignore

  test("bytes in bytes", () => {
    const { redactBytes } = redactor([secret(new Uint8Array([0xff, 0xfe, 1, 2, 3, 4]), "b")]);
    expect(Buffer.from(redactBytes(new Uint8Array([9, 0xff, 0xfe, 1, 2, 3, 4, 9]))).toString("latin1")).toBe(
      "\t[secret b]\t",
    );
  });
});

describe("short and common values", () => {
  test.each(["admin", "true", "1234", "ab", "x"])(
    "%s is taken out as a word, and warned about once",
    (value) => {
      const warnings: string[] = [];
      const redacting = redactor([secret(value, "s")], { onWarning: (warning) => warnings.push(warning) });
      expect(redacting.redact(`user=${value} q${value}q "${value}"`)).toBe(
        `user=[secret s] q${value}q "[secret s]"`,
      );
      expect(warnings).toEqual([expect.stringContaining("[secret s] is short or a common word")]);
    },
  );

  test("what is white space, or a few marks, isn't looked for", () => {
    expect(redact(["   ", '"', "::"], 'a   "b" ::')).toBe('a   "b" ::');
  });
});

describe("what stands in a value's place", () => {
  test("a name that could spoil a text, or is a value, gives way", () => {
    expect(redactor([secret("long-enough", 'a"b\\c<d>\n')]).redact("long-enough")).toBe("[secret a_b_c_d__]");
    expect(redactor([secret("admin", "admin")]).redact("admin")).toBe("[secret]");
    expect(redactor([secret("secret", "x")]).redact("secret")).toBe("[redacted]");
    expect(redactor([secret("value-b", "a"), secret("other-c", "has value-b in it")]).redact("other-c")).toBe(
      "[secret]",
    );
  });

  test("looking twice changes nothing more", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 4 }), { minLength: 1 }), fc.string(), (values, around) => {
        const redacting = redactor(
          values.map((value) => secret(value, "s")),
          { knownFormats: true },
        );
        const once = redacting.redact(around + values.join(around));
        fc.pre(!once.includes("s]s]"));
        expect(redacting.redact(once).length).toBeLessThanOrEqual(once.length + 40);
      }),
    );
  });

  test("JSON stays JSON", () => {
    const values = fc.array(fc.oneof(fc.string({ minLength: 4, unit: "binary" }), fc.constantFrom('say "so"', "n\\n\\", "\\u00e9", "123456", "true")), { minLength: 1, maxLength: 4 });
    const text = (each: readonly string[]) => fc.array(fc.oneof(fc.string(), fc.constantFrom(...each, "\n", "\\", "é")), { maxLength: 5 }).map((parts) => parts.join(""));
    const cases = values.chain((each) =>
      fc.record({ values: fc.constant(each), json: fc.jsonValue(), texts: fc.array(text(each)), twice: fc.boolean(), cut: fc.nat(), bytes: fc.boolean() }),
    );
    fc.assert(
      fc.property(cases, ({ values: each, json, texts, twice, cut, bytes }) => {
        // A value that is itself made of JSON's marks may stand across two texts by chance.
        fc.pre(!each.some((value) => /^[\s\d"{}[\]:,.eE+-]*$/.test(value) && !/^\d+$/.test(value)));
        const redacting = redactor(each.map((value) => secret(value, "s")));
        const plain = JSON.stringify([json, { texts, number: 123456, more: [1234567, true] }]);
        const written = twice ? JSON.stringify({ message: plain }) : plain;
        const at = cut % (written.length + 1);
        const { push, end } = redacting.chunks();
        const pieces = [written.slice(0, at), written.slice(at)].map((piece) => (bytes ? Buffer.from(piece) : piece));
        const streamed = Buffer.concat([...pieces.map(push), end()].map((piece) => Buffer.from(piece as string)));
        expect(() => JSON.parse(redacting.redact(written)) as unknown).not.toThrow();
        expect(() => JSON.parse(streamed.toString()) as unknown).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  }); // prettier-ignore

  test("a JSON value keeps the place of one", () => {
    const value = '{"user":"app-user","password":"long-enough"}';
    expect(redact([value], `{"config":${value},"n":1}`)).toBe('{"config":"[secret s0]","n":1}');
    expect(redact([123456], '{"pin":123456,"at":[991234569]}')).toBe('{"pin":"[secret s0]","at":[null]}');
  });
});

test("a text without anything to take out is the same text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(redactor([secret("a-value-that-is-not-in-there", "s")]).redact(text)).toBe(text);
    }),
  );
});

test("it fails closed", () => {
  let change: (change: { current: object }) => void = () => {};
  let fails = false;
  const now = () => {
    if (fails) throw new Error("no time");
    return 0;
  };
  const live = {
    current: [secret("first-value", "s")],
    onChange: (listener: typeof change) => ((change = listener), () => {}),
  };
  const redacting = redactor(live, { clock: { now } });
  const { push } = redacting.chunks();
  change({ current: [] });
  fails = true;
  const failed = "[REDACTION FAILED]";
  expect([redacting.redact("first-value"), push("first-value")]).toEqual([failed, failed]);
  expect(Buffer.from(redacting.redactBytes(Buffer.from("first-value"))).toString()).toBe(failed);
  expect([
    redacting.redactObject({ a: "first-value" }),
    redacting.redactError(new Error("first-value")),
  ]).toEqual([failed, failed]);
});

describe("hostile texts take no longer than their length explains", () => {
  const million = 1 << 20;
  test.each([
    ["a value of one letter in a text of it", ["a".repeat(8192)], "a".repeat(million)],
    ["a value that is nearly there everywhere", [`${"a".repeat(8191)}b`], "a".repeat(million)],
    ["thousands of near misses", Array.from({ length: 3000 }, (_, index) => `prefix-common-${index}-end`), "prefix-common-".repeat(million / 14)],
    ["short words without an end", Array.from({ length: 500 }, (_, index) => `w${index}`), "w1w2".repeat(million / 4)],
    ["backslashes", ["nature-1"], `${"\\".repeat(million)}nature-1`],
    ["digits", [123456], "123456".repeat(million / 6)],
    ["spaces behind a name", ["other-1"], `password=${" ".repeat(million)}`],
    ["names without values", ["other-1"], `token${" ".repeat(60)}`.repeat(million / 65)],
    ["a value beside its name that has no end", ["other-1"], `password="${"k".repeat(million * 16)}`],
    ["nothing but escapes beside a name", ["other-1"], `password="${"\\n".repeat(million / 2)}`],
  ])("%s", (_, values, text) => {
    const redacting = redactor(values.map((value) => secret(value, "s")), { knownFormats: true });
    const startedAt = performance.now();
    expect(redacting.redact(text)).not.toBe("[REDACTION FAILED]");
    // A quadratic look takes minutes; this takes a tenth of a second, and seconds on a busy machine.
    expect(performance.now() - startedAt).toBeLessThan(8000);
  }); // prettier-ignore
});

test("an onWarning that throws keeps nothing from being taken out", () => {
  const later: (() => void)[] = [];
  const queue = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((run) => void later.push(run));
  const onWarning = () => {
    throw new Error("no room for a warning");
  };
  const redacting = redactor([secret("admin", "short"), secret("made-up-and-long", "s")], { onWarning });
  redacting.add(secret("true", "common"));
  expect(redacting.redact("admin made-up-and-long true")).toBe("[secret short] [secret s] [secret common]");
  queue.mockRestore();
  expect(later).toHaveLength(2);
  for (const run of later) expect(run).toThrow("no room for a warning");
});
