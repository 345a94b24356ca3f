import { generateKeyPairSync } from "node:crypto";

import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { redactor } from "../index.ts";
import { partsOf } from "./derived-values.ts";

const redactorOf = (value: unknown) => redactor([new Secret(value, "s")]);

describe("a secret that can't be read to its last part", () => {
  const throwing = {
    token: "first-leaf-value",
    get broken(): string {
      throw new Error("no");
    },
    last: "last-leaf-value",
  };

  test("is warned about once, its leaves are found, and redaction goes on for all others", () => {
    const warnings: string[] = [];
    const redacting = redactor([new Secret(throwing, "odd"), new Secret("another-value", "other")], {
      onWarning: (warning) => warnings.push(warning),
    });
    redacting.add(new Secret("one-more-value", "more"));
    expect(redacting.redact("another-value first-leaf-value last-leaf-value one-more-value")).toBe(
      "[secret other] [secret odd] [secret odd] [secret more]",
    );
    expect(warnings.filter((warning) => warning.includes("odd"))).toHaveLength(1);
  });

  test.each([
    ["arrays", "[", "]"],
    ["objects", '{"a":', "}"],
  ])("%s nested without an end are read", (_, open, close) => {
    const text = `${open.repeat(20_000)}"the-inner-value"${close.repeat(20_000)}`;
    expect(partsOf(text).map((part) => part.text)).toContain("the-inner-value");
    expect(partsOf(JSON.parse(text)).map((part) => part.text)).toEqual(["the-inner-value"]);
  });

  test("a cycle is read once", () => {
    const cycle: Record<string, unknown> = { token: "in-a-cycle" };
    cycle["self"] = [cycle];
    expect(redactorOf(cycle).redact("in-a-cycle")).toBe("[secret s]");
  });

  test("Maps and Sets in it are read", () => {
    const value = { all: [new Map([["token", "in-a-map"]]), new Set(["in-a-set"])] };
    expect(redactorOf(value).redact("in-a-map in-a-set")).toBe("[secret s] [secret s]");
  });
});

describe("lines", () => {
  const text = "first line of it, long\nsecond\nab1x\n\n}\nanother long line of it";

  test("long ones are found anywhere, short ones as words, the shortest not at all", () => {
    expect(redactorOf(text).redact("xfirst line of it, longx second; seconds, ab1x, cab1x, }")).toBe(
      "x[secret s]x [secret s]; seconds, [secret s], cab1x, }",
    );
  });

  test.each(["\n", "\r\n", "\r"])("are separated in any way", (end) => {
    expect(redactorOf(text.replaceAll("\n", end)).redact("second|ab1x")).toBe("[secret s]|[secret s]");
  });

  test("of JSON no short ones, since its leaves are parts already", () => {
    const json = JSON.stringify({ on: true, token: "long-enough" }, undefined, 2);
    expect(redactorOf(json).redact('"on": true, long-enough')).toBe('"on": true, [secret s]');
  });
});

describe("a key", () => {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const [begin = "", ...lines] = privateKey.trim().split("\n");
  const end = lines.pop() ?? "";
  const body = lines.join("");
  const { redact } = redactorOf(privateKey);

  test.each([16, 40, 48, 63, 65, 70, 76, 100, 4000])("is found in lines of %i", (width) => {
    const wrapped = body.match(new RegExp(`.{1,${width}}`, "g")) ?? [];
    for (const newline of ["\n", "\r\n", "\n    ", String.raw`\n`, String.raw`\r\n`])
      expect(redact([begin, ...wrapped, end].join(newline))).toBe([begin, "[secret s]", end].join(newline));
  });

  test("of its lines those that are in every key stay", () => {
    expect(redact(`${begin} ${end} ${lines[3]}`)).toBe(`${begin} ${end} [secret s]`);
  });
});

test("what looks escaped in a value may be written as it is", () => {
  const value = "p%2Fss/word&lt;";
  const { redact } = redactorOf(value);
  const { href } = Object.assign(new URL("https://user@h.example"), { password: value });
  expect(redact(href)).toBe("https://user:[secret s]@h.example/");
});
