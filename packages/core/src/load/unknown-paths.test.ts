import { describe, expect, test } from "vitest";
import * as z from "zod";

import type { Source } from "../contract/source.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { envExample } from "../inspect/env-example.ts";
import { policiesOf } from "../inspect/policies.ts";
import { secret } from "../schema/secret-schema.ts";
import { args } from "../sources/args/args.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { fileVariables } from "../sources/file-variables.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";
import { fromStore } from "../stores/from-store.ts";
import { memoryStore } from "../testing/memory-store.ts";

const schema = z.object({
  port: z.number().default(1),
  database: z.object({ password: secret(z.string()).optional() }).optional(),
});
const databse = { "databse.password": "P" };
const all = memory({ port: 5, database: { password: "made-up" } });

async function told(...sources: Source[]) {
  return (await checkConfig({ schema, sources })).map(({ message, fix }) => [message, fix]);
}

describe("an option that names what is no setting is an error of the definition", () => {
  test.each<[string, Source]>([
    ["env({ names })", env({ names: databse, from: {} })],
    ["dotenv({ names })", dotenv("nowhere.env", { names: databse })],
    ["fileVariables({ names })", fileVariables({ names: databse, from: {} })],
    ["args({ short })", args({ short: { p: "databse.password" }, from: [] })],
    ["fromStore({ refs })", fromStore(memoryStore(), { refs: databse })],
    ["fromStore({ refs })", optional(fromStore(memoryStore(), { refs: databse }))],
  ])("of %s, also where an earlier source has all values", async (option, source) => {
    const problem = [
      `${option} names databse.password, which is no setting or group of the schema`,
      "did you mean database.password?",
    ];
    expect(await told(source)).toEqual([problem]);
    expect(await told(all, source)).toEqual([problem]);
  });

  test("with all of them at once, and without a guess where nothing is near", async () => {
    const refs = { prot: "a", elsewhere: "b", "pa ss+word": "c" };
    expect(
      await told(env({ names: { databse: "D" }, from: {} }), fromStore(memoryStore(), { refs })),
    ).toEqual([
      ["env({ names }) names databse, which is no setting or group of the schema", "did you mean database?"],
      ["fromStore({ refs }) names prot, which is no setting or group of the schema", "did you mean port?"],
      [
        "fromStore({ refs }) names elsewhere, which is no setting or group of the schema",
        "take it out, or add it to the schema",
      ],
      [
        "fromStore({ refs }) names a path, which is no setting or group of the schema",
        "take it out, or add it to the schema",
      ],
    ]);
  });

  test("also of a policy, and of an example", () => {
    const sources = [fromStore(memoryStore(), { refs: databse })];
    expect(() => policiesOf({ schema, sources })).toThrow("did you mean database.password?");
    expect(() => envExample({ schema, sources: [env({ names: databse })] })).toThrow("databse.password");
  });
});

test("paths of settings and groups are fine, and so is a third party's odd list", async () => {
  expect(await told(fromStore(memoryStore(), { refs: { database: "d", "database.password": "p" } }))).toEqual(
    [],
  );
  expect(await told(fromStore(memoryStore(), { refs: "all" }))).toEqual([]);
  expect(await told({ ...all, paths: { options: "none" } as never }, { ...all, paths: 5 as never })).toEqual(
    [],
  );
});
