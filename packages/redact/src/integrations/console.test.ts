import { Console } from "node:console";
import { Writable } from "node:stream";
import { inspect, type InspectOptions } from "node:util";

import { Secret } from "@confide/core";
import { describe, expect, test, vi } from "vitest";

import { redactConsole, redactOutput, redactor } from "../index.ts";

const VALUE = "made-up-and-long";
const SHOWN = "[secret s]";
const redacting = redactor([new Secret(VALUE, "s"), new Secret("first-part\nand-more", "lines")]);

function patched(options: { isTTY?: boolean; inspectOptions?: InspectOptions } = {}) {
  const written: string[] = [];
  const { isTTY = false, ...rest } = options;
  const stdout = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    }),
    { isTTY, getColorDepth: () => 8 },
  );
  const target = new Console({ stdout, stderr: stdout, ...rest });
  const undo = redactConsole(redacting, target);
  return { target, undo, stdout, text: () => written.join("") };
}

const ARGUMENTS: Readonly<Record<string, () => readonly unknown[]>> = {
  "a string": () => [VALUE],
  "what an async function promises": () => [(async () => VALUE)()],
  "a promise of lines": () => [Promise.resolve("first-part\nand-more")],
  "a promise in an object": () => ["%O", { deep: [Promise.resolve(VALUE)] }],
  "a function's property": () => [Object.assign(() => 1, { a: VALUE })],
  "a class's property": () => [class A { static a = VALUE; b = 1; }],
  "a function's source": () => ["%s", () => "made-up-and-long"],
  "an iterator": () => [new Set([VALUE]).values()],
  "an error that prints itself": () => [Object.assign(new Error("a"), { [inspect.custom]: () => VALUE })],
  "what has a toString": () => ["%s", { toString: () => VALUE }],
  "a class with a toString": () => ["%s", new (class { toString() { return VALUE; } })()],
  "a toString that answers otherwise each time": () => {
    let times = 0;
    return ["%s", { toString: () => (times++ % 2 === 1 ? VALUE : "a") }];
  },
  "a value across two %s": () => ["%s%s", VALUE.slice(0, 6), VALUE.slice(6)],
  "a value across a format and its %s": () => [`${VALUE.slice(0, 6)}%s`, VALUE.slice(6)],
  "JSON": () => ["%j", { a: VALUE }],
  "a number's format": () => ["%d %i %f", VALUE, VALUE, VALUE],
  "a style": () => ["%cstyled", VALUE],
  "a hidden property": () => ["%o", Object.defineProperty({}, "a", { value: VALUE })],
  "a proxy's target": () => ["%o", new Proxy({ a: VALUE }, { get: () => 1, ownKeys: () => [] })],
  "a class's name": () => [new ({ [VALUE]: class { a = 1; } }[VALUE] ?? Object)()],
  "a tag": () => [{ [Symbol.toStringTag]: VALUE }],
}; // prettier-ignore

/** Each prints its arguments somehow. */
const WAYS: Readonly<Record<string, (target: Console, values: readonly unknown[]) => void>> = {
  log: (target, values) => target.log(...values),
  info: (target, values) => target.info(...values),
  debug: (target, values) => target.debug(...values),
  warn: (target, values) => target.warn(...values),
  error: (target, values) => target.error(...values),
  trace: (target, values) => target.trace(...values),
  dirxml: (target, values) => target.dirxml(...values),
  assert: (target, values) => target.assert(false, ...(values as [string])),
  group: (target, values) => target.group(...values),
  groupCollapsed: (target, values) => target.groupCollapsed(...values),
  "log in a group": (target, values) => {
    target.group();
    target.log(...values);
  },
  timeLog: (target, values) => {
    target.time("a");
    target.timeLog("a", ...values);
  },
  dir: (target, values) => target.dir(values, { showHidden: true, depth: 9, showProxy: true }),
  table: (target, values) => target.table([[...values]]),
  count: (target, values) => target.count(values.map((value) => inspect(value)).join(" ")),
};

/** These show their arguments apart from each other. */
const APART = new Set(["dir", "table", "count"]);

describe.each(Object.entries(WAYS))("%s", (way, print) => {
  const fitting = Object.entries(ARGUMENTS).filter(
    ([name]) => !APART.has(way) || !name.startsWith("a value across"),
  );
  test.each(fitting)("%s isn't shown", (_name, make) => {
    for (const isTTY of [false, true]) {
      const { target, text } = patched({ isTTY });
      print(target, make());
      expect(text()).not.toMatch(/made-up-and|and-long|first-part|and-more/);
      expect(text()).not.toBe("");
    }
  });
});

test("what holds nothing is printed as without it, colours and groups included", () => {
  const values = ["%s and %o", "a", { b: [1, new Map([["c", null]])] }, new Error("d").message, /e/, Symbol("f")];
  for (const isTTY of [false, true])
    for (const [name, print] of Object.entries(WAYS).filter(([way]) => way !== "trace" && way !== "timeLog")) {
      const [bare, with_] = [patched({ isTTY }), patched({ isTTY })];
      bare.undo();
      for (const { target } of [bare, with_]) {
        target.group("in a group");
        print(target, name === "count" ? ["a"] : values);
      }
      expect(with_.text()).toBe(bare.text());
    }
}); // prettier-ignore

test("what is found late is printed in the stream's colours", () => {
  const [colours, plain] = [patched({ isTTY: true }), patched()];
  for (const { target } of [colours, plain]) target.log("%s%s", VALUE.slice(0, 4), VALUE.slice(4), { b: 1 });
  expect(colours.text()).toBe(`${SHOWN} { b: \u001b[33m1\u001b[39m }\n`);
  expect(plain.text()).toBe(`${SHOWN} { b: 1 }\n`);
}); // prettier-ignore

test.each(["log", "info", "debug", "warn", "error", "trace", "assert"] as const)("what is found late by %s has the colours of its own stream", (name) => {
  const printed = (stderr: boolean) => {
    const written: string[] = [];
    const stream = (isTTY: boolean) =>
      Object.assign(new Writable({ write: (chunk, _, done) => (written.push(String(chunk)), done()) }), { isTTY, getColorDepth: () => 8 });
    const target = new Console({ stdout: stream(!stderr), stderr: stream(stderr) });
    redactConsole(redacting, target);
    const values = ["%s%s", VALUE.slice(0, 4), VALUE.slice(4), { b: 1 }] as const;
    if (name === "assert") target.assert(false, ...values);
    else target[name](...values);
    return written.join("").includes("\u001b[33m1\u001b[39m");
  };
  const isOnStderr = ["warn", "error", "trace", "assert"].includes(name);
  expect([printed(false), printed(true)]).toEqual([!isOnStderr, isOnStderr]);
}); // prettier-ignore

test("a console that shows objects gets objects, and one text where only that is safe", () => {
  const log = vi.fn<(...values: unknown[]) => void>();
  const target = { log };
  const undo = redactConsole(redacting, target);
  const clean = { a: 1 };
  target.log("%o", clean, { token: VALUE });
  target.log("%s%s", VALUE.slice(0, 4), VALUE.slice(4), clean);
  target.log("%s", { toString: () => { throw new Error(VALUE); } }); // prettier-ignore
  expect(log.mock.calls).toEqual([
    ["%o", clean, { token: SHOWN }],
    [`${SHOWN} { a: 1 }`],
    ["[REDACTION FAILED]"],
  ]);
  expect((log.mock.calls[0] as unknown[])[1]).toBe(clean);
  undo();
  expect(target.log).toBe(log);
});

test("options that only the console knows", () => {
  const { target, text } = patched({ inspectOptions: { showHidden: true, depth: 9 } });
  target.log(Object.defineProperty({}, "a", { value: VALUE }));
  expect(text()).toContain(SHOWN);
  expect(text()).not.toContain(VALUE);
});

test("undone, all is what it was; what others put over it stays", () => {
  const { target, undo, stdout, text } = patched();
  const other = () => {};
  target.info = other;
  target.log("a");
  expect(Object.hasOwn(stdout, "write")).toBe(false);
  undo();
  expect(Reflect.get(target, "info")).toBe(other);
  target.log(VALUE);
  expect(text()).toBe(`a\n${VALUE}\n`);
});

test("a console whose stream fails leaves the stream unchanged", () => {
  const write = () => {
    throw new Error("closed");
  };
  const stream = { write };
  const target = Object.assign(Object.create({ _stdout: stream }) as object, { log: () => stream.write() });
  redactConsole(redacting, target);
  expect(() => target.log()).toThrow("closed");
  expect(stream.write).toBe(write);
});

test("with patched outputs, in either order", () => {
  const { target, stdout, text } = patched();
  const undo = redactOutput(redacting, { outputs: [stdout] });
  target.log(Promise.resolve(VALUE));
  target.log("next");
  undo();
  expect(text()).toBe(`Promise { '${SHOWN}' }\nnext\n`);
});
