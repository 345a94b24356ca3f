import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import * as z from "zod";

import type { Warning } from "../model/warning.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { memory } from "../sources/memory.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { emitWarning } from "./emit-warning.ts";
import { loadConfig, loadConfigSync } from "./load.ts";

const emit = vi.spyOn(process, "emitWarning");

beforeEach(() => void emit.mockReset());
afterEach(() => void emit.mockReset());

let names = 0;

/** With a name that no test had before: a message is emitted once a process. */
function typo() {
  const name = `port${++names}`;
  const schema = z.object({ [name]: z.number().default(1) });
  return { name, definition: { schema, sources: [memory({ [`${name}x`]: 5 })] } };
}

test("a warning reaches people by default, with the fix, once however often it is loaded", async () => {
  const { name, definition } = typo();
  for (let count = 0; count < 3; count++) {
    await loadConfig(definition);
    loadConfigSync(definition);
  }
  expect(emit).toHaveBeenCalledExactlyOnceWith(`unknown name ${name}x (memory): did you mean ${name}?`, {
    type: "ConfideWarning",
  });
});

test("a text of more than 500 characters is cut", () => {
  for (const length of [500, 501])
    emitWarning({ kind: "trap", message: "x".repeat(length), origin: { source: "x" } });
  expect(emit.mock.calls.map(([text]) => text)).toEqual(["x".repeat(500), `${"x".repeat(499)}…`]);
});

test("of a thousand texts each is emitted once, and again after another one", async () => {
  vi.resetModules();
  const { emitWarning: emitOnce } = await import("./emit-warning.ts");
  const warn = (from: number, to: number) => {
    for (let index = from; index < to; index++)
      emitOnce({ kind: "trap", message: `is trap ${index}`, origin: { source: "env" } });
    return emit.mock.calls.length;
  };
  expect(warn(0, 1_000)).toBe(1_000);
  expect(warn(0, 1_000)).toBe(1_000);
  expect(warn(1_000, 1_001)).toBe(1_001);
  expect(warn(0, 1)).toBe(1_002);
});

test("a listener of one's own takes its place", async () => {
  const { definition } = typo();
  const warnings: Warning[] = [];
  const onWarning = (warning: Warning) => void warnings.push(warning);
  await loadConfig(definition, { onWarning });
  loadConfigSync(definition, { onWarning });
  expect(warnings.map(({ kind }) => kind)).toEqual(["unknown-name", "unknown-name"]);
  expect(emit).not.toHaveBeenCalled();
});

test("what a listener throws, the load throws", async () => {
  const { definition } = typo();
  const onWarning = ({ message }: Warning) => {
    throw new Error(message);
  };
  await expect(loadConfig(definition, { onWarning })).rejects.toThrow("unknown name");
  expect(() => loadConfigSync(definition, { onWarning })).toThrow("unknown name");
});

test("nothing is emitted where somebody listens on the channel, nor by a check", async () => {
  const listen = vi.fn<(event: unknown) => void>();
  await checkConfig(typo().definition, { warnings: true });
  subscribe("confide:warning", listen);
  onTestFinished(() => void unsubscribe("confide:warning", listen));
  await loadConfig(typo().definition);
  expect(listen).toHaveBeenCalledOnce();
  expect(emit).not.toHaveBeenCalled();
});

test("that a file isn't there is no warning for people", async () => {
  const sources = [dotenv("no-such-file.env")];
  await loadConfig({ schema: z.object({ a: z.string().default("x") }), sources });
  expect(emit).not.toHaveBeenCalled();
});

test("where there is no process to warn, the console does", async () => {
  const { name, definition } = typo();
  const warn = vi.spyOn(console, "warn").mockReturnValue();
  vi.stubGlobal("process", undefined);
  onTestFinished(() => {
    vi.unstubAllGlobals();
    warn.mockRestore();
  });
  await loadConfig(definition);
  vi.unstubAllGlobals();
  expect(warn.mock.calls).toEqual([
    [`ConfideWarning: unknown name ${name}x (memory): did you mean ${name}?`],
  ]);
});
