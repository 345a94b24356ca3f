import { describe, expect, test } from "vitest";
import * as z from "zod";

import type { SyncSource } from "../contract/source.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { formatProblems } from "../report/format-problems.ts";
import { secret } from "../schema/secret-schema.ts";
import { env } from "../sources/env.ts";
import { fileVariables } from "../sources/file-variables.ts";
import { memory } from "../sources/memory.ts";

async function fixes(schema: z.ZodType, ...sources: SyncSource[]): Promise<(string | undefined)[]> {
  return (await checkConfig({ schema, sources })).map(({ fix }) => fix);
}

describe("a variable that names a file, which no source reads", () => {
  const schema = z.object({ db: z.object({ password: secret(z.string()) }) });
  const add = (name: string) => `env holds ${name}: add fileVariables() to the sources`;

  test("is why its setting is missing", async () => {
    expect(await fixes(schema, env({ from: { DB_PASSWORD_FILE: "/run/db" } }))).toEqual([
      add("DB_PASSWORD_FILE"),
    ]);
    const named = env({ prefix: "A_", delimiter: "__", from: { A_DB__PASSWORD_FILE: "/run/db" } });
    expect(await fixes(schema, named)).toEqual([add("A_DB__PASSWORD_FILE")]);
    const alias = env({ names: { "db.password": ["X", "Y"] }, from: { Y_FILE: "/run/db" } });
    expect(await fixes(schema, alias)).toEqual([add("Y_FILE")]);
  });

  test("but not where one does, or where it is another setting's", async () => {
    const from = { DB_PASSWORD_FILE: "nowhere" };
    expect(await fixes(schema, fileVariables({ from }), env({ from }))).toEqual([undefined]);
    const other = schema.extend({ dbPasswordFile: z.string() });
    expect(await fixes(other, env({ from }))).toEqual([undefined]);
  });
});

describe("a variable that Kubernetes sets for a service", () => {
  const schema = z.object({ redis: z.object({ port: z.number() }) });
  const say =
    "Kubernetes sets REDIS_PORT for a service of that name: give env() a prefix, or the pod enableServiceLinks: false";

  test.each(["tcp://10.0.0.11:6379", "udp://10.0.0.11:53", "tcp://[fd00::1]:6379"])("%s", async (link) => {
    expect(await fixes(schema, env({ from: { REDIS_PORT: link } }))).toEqual([say]);
  });

  test.each(["tcp://", "tcp://user:pw@host:1", "http://10.0.0.1:80", "abc"])("not %s", async (text) => {
    expect(await fixes(schema, env({ from: { REDIS_PORT: text } }))).toEqual([undefined]);
    expect(await fixes(schema, memory({ redis: { port: "tcp://10.0.0.11:6379" } }))).toEqual([undefined]);
  });
});

describe("a choice in another case", () => {
  const level = z.enum(["debug", "info"]);

  test.each([
    ["an enum", level, "INFO"],
    ["an optional one", level.nullable().optional(), "Info"],
    ["a literal", z.literal(["info", 5]), "INFO"],
    ["a list", z.array(level), "debug,INFO"],
    ["a union", z.union([level, z.number()]), "INFO"],
  ])("is asked about: %s", async (_, schema, text) => {
    const problems = await checkConfig({
      schema: z.object({ level: schema }),
      sources: [env({ from: { LEVEL: text } })],
    });
    expect(problems).toMatchObject([{ path: ["level"], fix: "did you mean info?" }]);
  });

  test("is asked about for a discriminator, whose branches have a word each", async () => {
    const storage = z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("disk"), folder: z.string() }),
      z.object({ kind: z.literal("s3"), bucket: z.string() }),
    ]);
    const sources = [env({ from: { STORAGE_KIND: "S3", STORAGE_BUCKET: "b" } })];
    expect(await checkConfig({ schema: z.object({ storage }), sources })).toMatchObject([
      { path: ["storage", "kind"], fix: "did you mean s3?" },
    ]);
  });

  test("reads so", async () => {
    const sources = [env({ from: { LEVEL: "INFO" } })];
    expect(formatProblems(await checkConfig({ schema: z.object({ level }), sources }))).toBe(
      '  level   expected "debug" or "info"   env LEVEL\n      fix        did you mean info?',
    );
  });

  test("is not where it is another word, or a secret", async () => {
    const from = { LEVEL: "INFORM" };
    expect(await fixes(z.object({ level }), env({ from }))).toEqual([undefined]);
    const hidden = z.object({ level: secret(level) });
    expect(await fixes(hidden, env({ from: { LEVEL: "INFO" } }))).toEqual([undefined]);
  });

  test("is taken by a schema that says so", async () => {
    const anyCase = z.object({ level: z.string().toLowerCase().pipe(level) });
    expect(await fixes(anyCase, env({ from: { LEVEL: "INFO" } }))).toEqual([]);
  });
});
