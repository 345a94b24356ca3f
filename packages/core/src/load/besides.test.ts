import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";

import { checkConfig } from "../inspect/check-config.ts";
import type { Warning } from "../model/warning.ts";
import { ConfigError } from "../report/config-error.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { loadConfig, loadConfigSync } from "./load.ts";

function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "confide-besides-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, ".env"), text);
  return folder;
}

const schema = z.object({ a: z.string().optional(), b: z.string(), c: z.string().optional() });
const TRAPS = "A=x#y\nC=1\nC=2\n";

test("a load that fails reports what it found odd besides, once", async () => {
  const definition = { schema, sources: [dotenv({ cwd: folderWith(TRAPS) })] };
  const warnings: Warning[] = [];
  const onWarning = (warning: Warning) => void warnings.push(warning);
  const told = [
    expect.stringMatching(/^A is cut at a # in /),
    expect.stringMatching(/^C is set twice in /),
  ] as unknown;
  await expect(loadConfig(definition, { onWarning })).rejects.toThrow(ConfigError);
  expect(warnings.map(({ message }) => message)).toEqual(told);
  warnings.length = 0;
  expect(() => loadConfigSync(definition, { onWarning })).toThrow(ConfigError);
  expect(warnings.map(({ message }) => message)).toEqual(told);
});

test("a check lists it behind the problems, where warnings are asked for", async () => {
  const definition = { schema, sources: [dotenv({ cwd: folderWith(TRAPS) })] };
  const kinds = async (warnings: boolean) =>
    (await checkConfig(definition, { warnings })).map(({ path, kind }) => `${path.join(".")} ${kind}`);
  expect(await kinds(false)).toEqual(["b missing"]);
  expect(await kinds(true)).toEqual(["b missing", "a trap", "c trap"]);
});

test("what its problems say is not said again", async () => {
  const cwd = folderWith("B=\nBB=x\nA='x\n");
  const warnings: Warning[] = [];
  const definition = { schema: z.object({ b: z.string(), a: z.number() }), sources: [dotenv({ cwd })] };
  const error = await loadConfig(definition, { onWarning: (each) => warnings.push(each) }).catch(
    (each: unknown) => each as ConfigError,
  );
  expect((error as ConfigError).problems.map(({ kind, fix }) => [kind, fix])).toEqual([
    ["missing", expect.stringContaining("is empty")],
    ["invalid", expect.stringContaining("begins with a quote")],
  ]);
  expect(warnings).toEqual([]);
});

test("what a listener throws does not hide the problems", async () => {
  const definition = { schema, sources: [dotenv({ cwd: folderWith(TRAPS) })] };
  const onWarning = () => {
    throw new Error("no warning is welcome");
  };
  await expect(loadConfig(definition, { onWarning })).rejects.toThrow(ConfigError);
  expect(() => loadConfigSync(definition, { onWarning })).toThrow(ConfigError);
});

test.each(["set A=1", '"A"=1', "A:1", "\u200bA=1", "A 1"])(
  "a line that is not read is why a setting is missing: %j",
  async (line) => {
    const cwd = folderWith(`${line}\n`);
    const problems = await checkConfig({ schema: z.object({ a: z.string() }), sources: [dotenv({ cwd })] });
    expect(problems).toMatchObject([
      {
        path: ["a"],
        kind: "missing",
        fix: expect.stringContaining(":1 is no NAME=value, and not read") as string,
      },
    ]);
  },
);

test("not where another file is asked", async () => {
  const cwd = folderWith("A 1\n");
  writeFileSync(join(cwd, "other.env"), "");
  const sources = [dotenv("other.env", { cwd })];
  const [problem] = await checkConfig({ schema: z.object({ a: z.string() }), sources });
  expect(problem).not.toHaveProperty("fix");
});
