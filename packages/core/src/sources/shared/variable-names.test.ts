import { describe, expect, test } from "vitest";
import * as z from "zod";

import { formatProblems } from "../../report/format-problems.ts";
import { checkConfig } from "../../inspect/check-config.ts";
import { loadConfigSync } from "../../load/load.ts";
import type { SyncSource } from "../../contract/source.ts";
import { dotenv } from "../dotenv/dotenv.ts";
import { env } from "../env.ts";
import { fileVariables } from "../file-variables.ts";
import { memory } from "../memory.ts";

const others = {
  USER: "root",
  MAIL: "/var/mail/root",
  PATH: "/usr/bin:/bin",
  HOME: "/root",
  SHELL: "/bin/sh",
  LANG: "C.UTF-8",
};

describe("a group beside a variable of the system", () => {
  const group = z.object({ name: z.string().default("none"), size: z.number().default(1) });
  const schema = z.object({ user: group, mail: group, path: group, home: group, shell: group, lang: group });

  test("isn't filled from its text, and its settings are", () => {
    const none = { name: "none", size: 1 };
    const { user, ...rest } = loadConfigSync({
      schema,
      sources: [env({ from: { ...others, USER_NAME: "ada" } }), memory({ user: { size: 2 } })],
    });
    expect(user).toEqual({ name: "ada", size: 2 });
    expect(rest).toEqual({ mail: none, path: none, home: none, shell: none, lang: none });
  });

  test("stays absent if it is optional", () => {
    const optional = z.object({ mail: z.object({ from: z.string() }).optional() });
    expect(loadConfigSync({ schema: optional, sources: [env({ from: others })] })).toEqual({});
  });

  test("is said where one of its settings is missing", async () => {
    const required = z.object({ mail: z.object({ from: z.string() }) });
    const report = formatProblems(await checkConfig({ schema: required, sources: [env({ from: others })] }));
    expect(report).toMatch(/mail\.from +missing/);
    expect(report).toContain("fix        env MAIL holds no JSON object, so it counts as another program's");
    expect(report).not.toContain("/var/mail");
  });

  test.each(["/var/{mail}", "a'[1]", 'of "root"', "not null", "nullable", "null:0"])(
    "isn't filled from text that holds JSON's marks and words further on (%#)",
    (MAIL) => {
      const config = loadConfigSync({ schema, sources: [env({ from: { MAIL } })] });
      expect(config.mail).toEqual({ name: "none", size: 1 });
    },
  );

  test.each(["{", "'{}'", " ' {}'", '{"name":1', '["a"]', '"{}"', " { }x", "null", " null\n"])(
    "is meant by text that begins as JSON (%#)",
    async (text) => {
      const problems = await checkConfig({ schema, sources: [env({ from: { MAIL: text } })] });
      expect(problems).toMatchObject([{ path: ["mail"], kind: "invalid" }]);
    },
  );

  test("is meant by a name that is its own: with a prefix, or given to it", async () => {
    const named = z.object({ mail: group.meta({ env: "MAIL" }) });
    const sources: [z.ZodType, SyncSource][] = [
      [schema, env({ from: { APP_MAIL: "x" }, prefix: "APP_" })],
      [schema, env({ from: { POST: "x" }, names: { mail: "POST" } })],
      [named, env({ from: others })],
    ];
    for (const [of, source] of sources)
      expect(await checkConfig({ schema: of, sources: [source] })).toMatchObject([
        { path: ["mail"], kind: "invalid", message: /^expected a JSON object/ },
      ]);
  });
});

describe(".meta({ env: [] })", () => {
  const schema = z.object({
    mail: z.object({ from: z.string().default("none") }).meta({ env: [] }),
    path: z.string().default("none").meta({ env: [] }),
  });

  test("says that a group or setting has no variable of its own", () => {
    const from = { MAIL: '{"from":"x"}', PATH: "x" };
    const config = loadConfigSync({ schema, sources: [env({ from })] });
    expect(config).toEqual({ mail: { from: "none" }, path: "none" });
    expect(loadConfigSync({ schema, sources: [env({ from: { ...from, MAIL_FROM: "y" } })] }).mail.from).toBe(
      "y",
    );
  });

  test("gives way to `names`", () => {
    const source = env({ from: { APP_PATH: "x" }, names: { path: "APP_PATH" } });
    expect(loadConfigSync({ schema, sources: [source] }).path).toBe("x");
  });
});

describe(".meta({ prefix })", () => {
  const schema = z.object({
    port: z.number().default(1),
    stripe: z
      .object({
        apiKey: z.string().default("none"),
        hooks: z.object({ url: z.string().default("none") }),
        mode: z.string().default("none").meta({ env: "STRIPE_MODE_NAME" }),
      })
      .meta({ prefix: "STRIPE_" }),
  });
  const load = (from: Record<string, string>) =>
    loadConfigSync({ schema, sources: [env({ prefix: "APP_", delimiter: "__", from })] });

  test("is before the names of one group, in place of the source's prefix and the group's path", () => {
    const from = { APP_PORT: "2", STRIPE_API_KEY: "a", STRIPE_HOOKS__URL: "b", STRIPE_MODE_NAME: "c" };
    const config = { port: 2, stripe: { apiKey: "a", hooks: { url: "b" }, mode: "c" } };
    expect(load(from)).toEqual(config);
    expect(load({ APP_STRIPE__API_KEY: "x" }).stripe.apiKey).toBe("none");
  });

  test("doesn't change where the group's own JSON is", () => {
    expect(load({ APP_STRIPE: '{"apiKey":"a"}', STRIPE_HOOKS: '{"url":"b"}' }).stripe).toEqual({
      apiKey: "a",
      hooks: { url: "b" },
      mode: "none",
    });
  });

  test("makes names that begin so the application's own", async () => {
    const source = env({ prefix: "APP_", strict: true, from: { STRIPE_API_KYE: "a", OTHER: "b" } });
    expect(await checkConfig({ schema, sources: [source] })).toMatchObject([
      { kind: "unknown-name", places: [{ location: "STRIPE_API_KYE" }] },
    ]);
  });
});

describe("a path in `names` that the schema doesn't have", () => {
  test.each([
    ["env", (names: Record<string, string>) => env({ names, from: {} })],
    ["dotenv", (names: Record<string, string>) => dotenv("nowhere.env", { names })],
    ["fileVariables", (names: Record<string, string>) => fileVariables({ names, from: {} })],
  ])("is an error of %s", async (name, source) => {
    const schema = z.object({ port: z.number().default(1) });
    const message = `${name}({ names }) names prot, which is no setting or group of the schema`;
    expect(await checkConfig({ schema, sources: [source({ prot: "P" })] })).toMatchObject([
      { kind: "invalid", message, fix: "did you mean port?" },
    ]);
    expect(await checkConfig({ schema, sources: [source({ port: "P" })] })).toEqual([]);
  });
});
