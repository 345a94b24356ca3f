import { expect, test } from "vitest";
import * as z from "zod";

import { secret } from "../schema/secret-schema.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { describeSettings } from "./describe-settings.ts";

const schema = z.object({
  port: z.int().default(3000),
  database: z.object({ password: secret(z.string().default("a default that nobody may see")) }),
  hosts: z.array(z.string()),
});

test("says of each setting what it takes, whether it is needed, and where it may be", () => {
  const described = describeSettings({ schema, sources: [env({ prefix: "APP_" }), dotenv()] });
  expect(described.map(({ setting, ...rest }) => ({ name: setting.name, ...rest }))).toEqual([
    {
      name: "port",
      type: "integer",
      required: false,
      defaultText: "3000",
      variable: "APP_PORT",
      places: [
        { source: "env", location: "APP_PORT" },
        { source: ".env", location: "PORT" },
      ],
    },
    {
      name: "database.password",
      type: "text",
      required: false,
      variable: "APP_DATABASE_PASSWORD",
      places: [
        { source: "env", location: "APP_DATABASE_PASSWORD" },
        { source: ".env", location: "DATABASE_PASSWORD" },
      ],
    },
    {
      name: "hosts",
      type: "list (a,b or JSON)",
      required: true,
      variable: "APP_HOSTS",
      places: [
        { source: "env", location: "APP_HOSTS" },
        { source: ".env", location: "HOSTS" },
      ],
    },
  ]);
});

test("a definition without sources has the environment, one without an environment its names", () => {
  expect(describeSettings({ schema })[0]?.places).toEqual([{ source: "env", location: "PORT" }]);
  expect(describeSettings({ schema, sources: [memory({})] })[0]).toMatchObject({ variable: "PORT" });
});

test("what is no source, and an option that names no setting, are errors of the definition", () => {
  const odd = [undefined] as unknown as [];
  expect(() => describeSettings({ schema, sources: odd })).toThrow("source 1 of the definition is undefined");
  const sources = [env({ names: { prot: "PORT" } })];
  expect(() => describeSettings({ schema, sources })).toThrow("did you mean port");
});
