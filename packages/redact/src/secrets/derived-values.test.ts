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

describe("the parts of", () => {
  const plain = (...texts: string[]) => texts.map((text) => ({ text }));
  const json = (text: string) => ({ text, json: true });
  const text = (value: string, ...more: { text: string }[]) => [{ text: value, json: false }, ...more];

  test.each<[string, unknown, readonly object[]]>([
    ["a number", 1234.5, plain("1234.5")],
    ["a large number", 12n, plain("12")],
    ["a boolean", true, plain("true")],
    ["a date", new Date(0), plain("1970-01-01T00:00:00.000Z")],
    ["a URL", new URL("https://h.example/"), text("https://h.example/")],
    ["nothing", undefined, []],
    ["null", null, []],
    ["a function", () => "x", []],
    ["an empty text", "", []],
    ["white space", "  \n", []],
    ["three marks", "-->", []],
    ["four marks", "--->", text("--->")],
    ["a letter", "é", text("é")],
    ["a digit", "٣", text("٣")],
    ["a text with space around it", "  abcd ", [...text("  abcd "), ...text("abcd")]],
    ["a short text with space around it", " abc ", text(" abc ")],
    ["half a character", "ab\ud83dcd", text("ab\ud83dcd", ...plain("ab\ufffdcd"))],
    ["what looks like a URL's escapes", "a%41b&lt;c", text("a%41b&lt;c", ...plain("aAb&lt;c", "a%41b<c"))],
    ["JSON", '{"token":"abc","n":12345}', [json('{"token":"abc","n":12345}'), ...text("abc")]],
    ["a list in JSON", '["a","true"]', [json('["a","true"]'), ...text("true"), ...text("a")]],
    ["what only begins as JSON", "[abc", text("[abc")],
    ["an object", { name: "long-enough", short: "abcde", n: 123_456, m: 12_345, big: 1_234_567n }, [...text("long-enough"), ...plain("123456", "1234567")]],
    ["an object with a sensitive name", { pwd: "a1", api_token: 7, x: "b1" }, [json('{"pwd":"a1","api_token":7,"x":"b1"}'), ...plain("7"), ...text("a1")]],
    ["a list in a sensitive name", { keys: ["a1", true], other: ["b1"] }, [json('{"keys":["a1",true],"other":["b1"]}'), ...plain("true"), ...text("a1")]],
    ["a Set", new Set(["a1"]), [json('["a1"]'), ...text("a1")]],
    ["a Map", new Map([["token", "a1"]]), [json('{"token":"a1"}'), ...text("a1")]],
    ["a scheme and a token", "Bearer  abc.def", [...text("Bearer  abc.def"), ...text("abc.def")]],
    ["another scheme and a token", "apikey abcdef", [...text("apikey abcdef"), ...text("abcdef")]],
    ["a scheme and too little", "Basic abcde", text("Basic abcde")],
    ["more than a scheme and a token", "Token abcdef g", text("Token abcdef g")],
    ["no scheme", "xBasic abcdef", text("xBasic abcdef")],
    ["a connection string", "Server=database-1;Password=hunter;Pwd=short", [...text("Server=database-1;Password=hunter;Pwd=short"), ...text("hunter")]],
    ["a URL with a password", "https://u:p%2Fw@h.example/x", [...text("https://u:p%2Fw@h.example/x", ...plain("https://u:p/w@h.example/x")), ...text("p%2Fw", ...plain("p/w"))]],
    ["a URL with a token for a user", "https://tok@h.example/", [...text("https://tok@h.example/"), ...text("tok")]],
    ["a URL with a token in its query", "https://h.example/?api_key=ab&page=12", [...text("https://h.example/?api_key=ab&page=12"), ...text("ab")]],
    ["a URL whose password has escapes that are none", "https://u:p%zz@h.example/", [...text("https://u:p%zz@h.example/"), ...text("p%zz")]],
    ["a URL whose password is not written as URLs are", `https://u:p%61"w@h.example/`, [...text(`https://u:p%61"w@h.example/`, ...plain(`https://u:pa"w@h.example/`)), ...text("p%61%22w", ...plain(`pa"w`)), ...text(`p%61"w`)]],
    ["no URL", "://u:p@h", text("://u:p@h")],
    ["lines", "abc\nline\r\na line of sixteen", [...text("abc\nline\r\na line of sixteen", ...plain("abc\nline\na line of sixteen", "abc\r\nline\r\na line of sixteen")), { text: "line", word: true }, { text: "a line of sixteen", word: false }]],
  ])("%s", (_, value, expected) => {
    const byText = (parts: readonly object[]) => Object.fromEntries(parts.map((part) => [(part as { text: string }).text, part]));
    const found = partsOf(value);
    expect(byText(found)).toEqual(byText(expected));
    expect(found.length).toBe(Object.keys(byText(expected)).length);
  }); // prettier-ignore
});

test.each([
  ["mongodb://shop:made-Up%40x@h1:27017,h2:27017/db?replicaSet=r", "made-Up%40x"],
  ["mongodb://shop:made-Up%40x@h1:27017,h2:27017/db?replicaSet=r", "made-Up@x"],
  ["amqp://shop:made-Up-one@h1:5672,h2:5672", "made-Up-one"],
  ["postgres://shop:made Up/one@h/db", "made Up/one"],
  ["postgres://shop:made#Up#one@h/db", "made#Up#one"],
  ["postgres://shop:made@Up:one@h1:1,h2:2/db", "made@Up:one"],
  ['Server=h;Pwd="made;Up;one";', "made;Up;one"],
  ['Server=h;Pwd="made""Up one";', 'made"Up one'],
  ["Server=h;Password='made Up one';Encrypt=true", "made Up one"],
  [String.raw`host=h password='made\' Up\\one' dbname=d`, String.raw`made' Up\one`],
])("of %s the password is found by itself", (value, password) => {
  const said = `authentication failed for ${password} now`;
  expect(redactorOf(value).redact(said)).toBe("authentication failed for [secret s] now");
});

test("of an address without a password nothing is taken", () => {
  const addresses = [
    "mongodb://h1:27017,h2:27017/shop-db",
    "amqp://shop@h1:5672,h2:5672",
    "Server=h;Pwd='short'",
  ];
  for (const address of addresses) expect(partsOf(address)).toEqual([{ text: address, json: false }]);
});
