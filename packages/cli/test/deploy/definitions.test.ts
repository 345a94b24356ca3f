// What a definition takes decides what of one file is a problem.
import * as core from "@confide/core";
import * as adapter from "@confide/core/adapter";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";
import * as z from "zod";

import { compareDeployed } from "../../src/deploy/compare.ts";
import { deployedIn, recognized } from "../../src/deploy/deploy-files.ts";
import { needsOf } from "../../src/deploy/needs.ts";

const { args, dotenv, env, file, fileVariables, fromStore, memory, optional, secret, secretFiles } = core;

const schema = z.object({
  host: z.string(),
  token: secret(z.string()),
  servers: z.array(z.object({ port: z.int() })),
  mail: z.object({ from: z.string() }),
});
const all = ["host", "token", "servers", "mail.from"];

const YAML = `services:
  web:
    environment:
      HOST: h
      APP_HOST: h
      APP_NAME: shop
      TOKEN_FILE: /run/secrets/token
      SERVERS_0_PORT: 80
      MAIL: '{"from":"a@b"}'
    secrets: [token]
    command: ["--host", "h", "--mail.from=a"]
`;

async function lookedAt(
  sources: readonly adapter.Source[] | undefined,
): Promise<readonly (readonly string[])[]> {
  const needs = needsOf({ schema, ...(sources && { sources }) }, { ...core, ...adapter });
  const [deployed] = await deployedIn(
    [await recognized({ file: "c.yaml", path: "/c.yaml", text: YAML })],
    () => undefined,
  );
  if (deployed === undefined) throw new Error("one project");
  const { problems, unseen } = compareDeployed(deployed, needs, { nearest: adapter.nearest, only: ["web"] });
  return [
    problems.map(({ setting, message }) => setting ?? message.split(",")[0] ?? ""),
    unseen.map(({ setting, why }) => `${setting}: ${why}`),
  ];
}

test.each<[string, readonly adapter.Source[] | undefined, readonly string[], readonly string[]]>([
  ["the environment alone", undefined, ["token"], []],
  ["a prefix", [env({ prefix: "APP_" })], ["token", "servers", "mail.from", "APP_NAME"], []],
  ["variables of files", [env(), fileVariables()], [], []],
  ["secret files", [env(), secretFiles("/somewhere")], [], []],
  ["arguments", [args()], ["token", "servers"], []],
  ["a store, for secrets only", [env(), optional(fromStore(memoryStore({})))], [], ["token: memory-store"]],
  ["a file of settings", [file("a.yaml")], [], all.map((name) => `${name}: a.yaml`)],
  ["values in memory", [memory({})], [], all.map((name) => `${name}: memory`)],
  [".env files alone", [dotenv()], [], all.map((name) => `${name}: a .env file`)],
  [".env files besides", [env(), dotenv({ mode: "production" })], ["token"], []],
  ["names of its own", [env({ names: { token: "SECRET", host: "APP_HOST" } })], ["token"], []],
])("a definition with %s", async (_, sources, problems, unseen) => {
  expect(await lookedAt(sources)).toEqual([problems, unseen]);
});
