import { inspect } from "node:util";

import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { redactor } from "../index.ts";

const redactorOf = (value: unknown) => redactor([new Secret(value, "s")]);
const text = "hunter2-and-möre of it: 0123456789";
const bytes = Buffer.from(text);

describe("a string as bytes", () => {
  test.each<[string, unknown, string]>([
    ["a Buffer", bytes, "<Buffer [secret s]>"],
    ["one in an object", { v: bytes }, "{\n  v: <Buffer [secret s]>\n}"],
    ["a Uint8Array of more than a line", new Uint8Array(bytes), "Uint8Array(35) [\n  [secret s]\n]"],
    ["a short one", new Uint8Array(Buffer.from("hi2u")), "Uint8Array(4) [ [secret s] ]"],
    ["a list in an object", { v: [...bytes] }, "{\n  v: [\n    [secret s]\n  ]\n}"],
  ])("%s, printed", (_, value, expected) => {
    const redacting = redactor([new Secret(text, "s"), new Secret("hi2u", "s")]);
    expect(redacting.redact(inspect(value))).toBe(expected);
    // As a logger writes it.
    const line = JSON.stringify({ msg: inspect(value) });
    expect((JSON.parse(redacting.redact(line)) as { msg: string }).msg).toBe(expected);
  });

  test("a Buffer of which only the first 50 bytes are printed", () => {
    const long = "0123456789".repeat(8);
    expect(redactorOf(long).redact(inspect(Buffer.from(long)))).toBe("<Buffer [secret s] ... 30 more bytes>");
    expect(redactorOf(long).redact(inspect(new Uint8Array(Buffer.from(long))))).toBe(
      "Uint8Array(80) [\n  [secret s]\n]",
    );
  });

  test("a Buffer in JSON, in one line and in many", () => {
    const { redact } = redactorOf(text);
    expect(redact(JSON.stringify({ v: bytes }))).toBe('{"v":{"type":"Buffer","data":[[secret s]]}}');
    expect(redact(JSON.stringify(bytes, undefined, 2))).toBe(
      '{\n  "type": "Buffer",\n  "data": [\n    [secret s]\n  ]\n}',
    );
  });

  test.each([" ", ":", "-"])("hexadecimal digits with %j between them", (separator) => {
    const { redact } = redactorOf(text);
    const digits = bytes.toString("hex").match(/../g)?.join(separator) ?? "";
    const small = separator === "-" ? "" : digits;
    expect(redact(`<${small || digits.toUpperCase()}> <${digits.toUpperCase()}>`)).toBe(
      "<[secret s]> <[secret s]>",
    );
  });

  test("none at all", () => {
    const redacting = redactor([new Secret(new Uint8Array(), "none"), new Secret("", "empty")]);
    expect(redacting.redact("<Buffer > [] {}")).toBe("<Buffer > [] {}");
  });
});

describe("base64 in lines", () => {
  const long = "a longer value, of more than a line: ".repeat(8);

  test.each([64, 76, 70])("of %i characters", (width) => {
    const { redact } = redactorOf(long);
    for (const before of ["", "a", "ab", "abc", "user:", "x".repeat(47)])
      for (const newline of ["\n", "\r\n", "\n  ", String.raw`\n`, String.raw`\r\n`, String.raw`\\n`]) {
        const lines = Buffer.from(before + long)
          .toString("base64")
          .match(new RegExp(`.{1,${width}}`, "g"));
        const own = Math.floor((Buffer.from(before).length * 4) / 3);
        const out = redact(`<${lines?.join(newline)}>`);
        expect(out.replaceAll(newline, "")).toBe(
          `<${lines?.join("").slice(0, Math.ceil((before.length * 8) / 6))}[secret s]>`,
        );
        expect(own).toBeLessThan(out.length);
      }
  });

  test("a short value where the line ends within it", () => {
    const written = Buffer.from(`${"x".repeat(45)}hunter2-and-more${"x".repeat(45)}`).toString("base64");
    const lines = written.match(/.{1,64}/g) ?? [];
    expect(redactorOf("hunter2-and-more").redact(lines.join("\n"))).toMatch(/^[A-Za-z0-9]{60}\[secret s\]/);
  });
});
