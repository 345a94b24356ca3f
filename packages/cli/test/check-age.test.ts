import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { Project } from "./kit/project.ts";
import { runCommand, type RunCommandOptions } from "./kit/run-command.ts";

/** A store that knows dates in several ways, and reads in batches. */
const DEFINITION = `import { defineConfig, env, fromStore, optional, Secret, secret } from "@confide/core";
import { SourceError } from "@confide/core/adapter";
import * as z from "zod";

const ago = (days: number) => new Date(Date.now() - days * 86_400_000 - 3_600_000);
const dates: Record<string, object> = {
  "old": { createdAt: ago(100) },
  "young": { createdAt: ago(3) },
  "over": { createdAt: ago(1), expiresAt: ago(2) },
  "ending": { createdAt: ago(1), expiresAt: ago(-6) },
  "leased": { createdAt: ago(0), expiresAt: ago(-1), lease: { id: "x", durationMs: 1, renewable: true } },
};
const record = ({ name }: { name: string }, has: (name: string) => boolean) => {
  if (!has(name)) throw new SourceError({ reason: "not-found", message: "no", store: "x" });
  return { value: new Secret("canary"), version: "v7", ...dates[name] };
};
const batching = {
  name: "batching",
  limits: { concurrency: 2, batch: 10 },
  get: async (ref: { name: string }) => record(ref, (name) => name in dates),
  getMany: async (refs: { name: string }[]) => refs.map((ref) => {
    try { return { value: record(ref, (name) => name in dates) }; } catch (error) { return { error }; }
  }),
};
class Describing {
  #denied = "denied";
  name = "describing";
  limits = { concurrency: 1 };
  async get(ref: { name: string }) { return record(ref, (name) => name === "described" || name === this.#denied); }
  async describe(name: string) {
    if (name === this.#denied) throw new Error("canary");
    return { name, versions: [{ version: "v6", createdAt: ago(900) }, { version: "v7", createdAt: ago(200) }] };
  }
}
const refs = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name]));
const text = secret(z.string());
export default defineConfig({
  schema: z.object({ old: text, young: text, over: text, ending: text, leased: text, fromEnv: text, described: text, denied: text,
    absent: text.optional(), open: z.string().default("x") }),
  sources: [
    env(),
    fromStore(new Describing() as never, { refs: refs("described", "denied") , name: "describing" }),
    optional(fromStore(batching as never, { refs: refs("old", "young", "over", "ending", "leased") })),
  ],
});
`;

interface ReadSecret {
  readonly setting: string;
  readonly createdAt: string | null;
  readonly ageMs: number | null;
}

let project: Project;
beforeEach(() => {
  project = new Project({ "confide.config.ts": DEFINITION });
});
afterEach(() => {
  project[Symbol.dispose]();
});

const confide = async (line: string, options: Partial<RunCommandOptions> = {}) =>
  runCommand(line.split(" "), { cwd: project.folder, env: { FROM_ENV: "canary" }, ...options });

describe("check --max-age", () => {
  test("what is too old or over is a problem, what ends soon a warning, and what no store knows is said", async () => {
    const { exitCode, stdout, stderr } = await confide("check --max-age 90d");
    expect(stdout.replaceAll(/\d{4}-\d\d-\d\d/g, "<date>")).toBe(`secret     comes from  age        expires
old        batching    100 days
young      batching    3 days
over       batching    1 day      <date>
ending     batching    1 day      <date>
leased     batching    1 hour     <date>
fromEnv    env         not known
described  describing  200 days
denied     describing  not known

✗ old (secret)  100 days old, and may be no older than 90 days
    in     batching old
    fix    rotate it
✗ over (secret)  expired 2 days ago
    in     batching over
    fix    rotate it
✗ described (secret)  200 days old, and may be no older than 90 days
    in     describing described
    fix    rotate it
`);
    expect(stderr).toBe(`! ending (secret)  expires in 5 days
    in     batching ending
    fix    rotate it
`);
    expect(exitCode).toBe(1);
  });

  test("a program reads the dates", async () => {
    const { exitCode, stdout } = await confide("check --max-age 1y --json");
    const { data } = JSON.parse(stdout) as { data: { looks: { fits: boolean; secrets: ReadSecret[] }[] } };
    expect(exitCode).toBe(1);
    expect(data.looks[0]?.fits).toBe(false);
    expect(data.looks[0]?.secrets).toContainEqual({
      setting: "fromEnv",
      source: "env",
      createdAt: null,
      expiresAt: null,
      ageMs: null,
    });
    const old = data.looks[0]?.secrets.find(({ setting }) => setting === "old");
    expect(old?.createdAt).toMatch(/^\d{4}-.*Z$/);
    expect(old?.ageMs).toBeGreaterThan(100 * 86_400_000);
  });

  test.each(["90", "d", "-1d", "90 d", "90days", "1e3d"])("%s is no age", async (age) => {
    const { exitCode, stdout, stderr } = await runCommand(["check", `--max-age=${age}`], {
      cwd: project.folder,
    });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--max-age takes a number and a unit: 90d, 12w, 1y, 36h");
  });

  test("a configuration that doesn't load has no ages", async () => {
    const { exitCode, stderr } = await confide("check --max-age 90d", { env: {} });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("The configuration doesn't load");
  });
});
