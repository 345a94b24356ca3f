import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { checkConfig } from "../../inspect/check-config.ts";
import { explain } from "../../inspect/explain.ts";
import { loadConfig } from "../../load/load.ts";
import type { SyncSource } from "../../contract/source.ts";
import { dotenv } from "../dotenv/dotenv.ts";
import { fileVariables } from "../file-variables.ts";
import { file } from "../file/file.ts";
import { secretFiles } from "../secret-files.ts";

const cwd = mkdtempSync(join(tmpdir(), "confide-cwd-"));
afterAll(() => rmSync(cwd, { recursive: true }));

const schema = z.object({ host: z.string() });
mkdirSync(join(cwd, "sub/run"), { recursive: true });
writeFileSync(join(cwd, "sub/app.json"), '{"host":"h"}');
writeFileSync(join(cwd, "sub/.env"), "HOST=h\n");
writeFileSync(join(cwd, "sub/run/host"), "h");

const sources: Readonly<
  Record<string, (path: string, options: { cwd?: string; required?: boolean }) => SyncSource>
> = {
  "file()": (path, options) => file(`${path}/app.json`, options),
  "dotenv()": (path, options) => dotenv(`${path}/.env`, options),
  "secretFiles()": (path, options) => secretFiles(`${path}/run`, options),
};

describe.each(Object.entries(sources))("cwd of %s", (_, make) => {
  test("is where a relative path begins, and reports show the path as it was given", async () => {
    const config = await loadConfig({ schema, sources: [make("sub", { cwd })] });
    expect(config).toEqual({ host: "h" });
    expect(explain(config)[0]?.location).toMatch(/^sub\//);
  });

  test("changes nothing of an absolute path", async () => {
    const source = make(join(cwd, "sub"), { cwd: "/nowhere" });
    expect(await loadConfig({ schema, sources: [source] })).toEqual({ host: "h" });
    expect(source.watches?.[0]).toMatch(new RegExp(`^${join(cwd, "sub")}/`));
  });

  test("is where it is watched", () => {
    expect(make("sub", { cwd }).watches?.every((path) => path.startsWith(`${cwd}/sub/`))).toBe(true);
  });

  test("is part of the fix where nothing is there", async () => {
    for (const [given, folder] of [
      [{ cwd }, join(cwd, "none")],
      [{}, resolve("none")],
    ] as const) {
      const [problem] = await checkConfig({ schema, sources: [make("none", given)] });
      expect(problem?.fix).toMatch(
        new RegExp(
          `^none/(?:app.json|.env|run) isn't there: create ${folder}/(?:app.json|.env|run), or set the value elsewhere$`,
        ),
      );
      const [required] = await checkConfig({ schema, sources: [make("none", { ...given, required: true })] });
      expect(required).toMatchObject({
        kind: "failed",
        fix: expect.stringContaining(`create ${folder}/`) as string,
      });
    }
  });

  test("may not begin like a secret", () => {
    expect(() => make("sub", { cwd: "AGE-SECRET-KEY-1" })).toThrow(TypeError);
  });
});

test("fileVariables() reads relative paths from its cwd, and doesn't show it", async () => {
  const from = { HOST_FILE: "sub/run/host" };
  const config = await loadConfig({ schema, sources: [fileVariables({ from, cwd })] });
  expect(config).toEqual({ host: "h" });
  expect(explain(config)[0]?.location).toBe("HOST_FILE → sub/run/host");
  const problems = await checkConfig({
    schema,
    sources: [fileVariables({ from: { HOST_FILE: "sub/none" }, cwd })],
  });
  expect(problems[0]?.message).toMatch(/^HOST_FILE names a file that isn't there/);
  expect(JSON.stringify(problems)).not.toContain("sub/none");
});

test("of several that aren't there the fix names each", async () => {
  const both = [dotenv(".env", { cwd }), secretFiles("run", { cwd })];
  const [problem] = await checkConfig({ schema, sources: both });
  expect(problem?.fix).toBe(
    `.env and run aren't there: create ${cwd}/.env or create ${cwd}/run, or set the value elsewhere`,
  );
  const [mode] = await checkConfig({ schema, sources: [dotenv({ mode: "production", cwd })] });
  expect(mode?.fix).toBe(
    `.env.production.local, .env.local, .env.production, .env aren't there: create ${cwd}/.env, or set the value elsewhere`,
  );
});
