import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  checkConfig,
  env,
  envExample,
  fileVariables,
  loadConfig,
  secretFiles,
  watchConfig,
} from "@confide/core";
import { afterAll, expect, test } from "vitest";

import { definitionFor, schema, SECRETS_FOLDER } from "./confide.config.ts";
import { podIn } from "./pod.ts";
import { startService } from "./service.ts";

const root = mkdtempSync(join(tmpdir(), "kubernetes-"));
const variables = podIn(root);
const definition = definitionFor(join(root, SECRETS_FOLDER), variables);
afterAll(() => rmSync(root, { recursive: true }));

test("the program would start with what the manifests give it", async () => {
  expect(await checkConfig(definition, { warnings: true })).toEqual([]);
  const { listenHost, port, database, session } = await loadConfig(definition);
  expect([listenHost, port, database.host]).toEqual(["0.0.0.0", 8080, "db.example"]);
  expect(database.password.reveal()).toBe("made-up-and-long");
  expect(session.key.reveal()).toBe("made-up-and-long-enough");
});

test("each variable and each file of the manifests is a setting's", async () => {
  const sources = [
    env({ from: variables }),
    fileVariables({ from: variables }),
    secretFiles(join(root, SECRETS_FOLDER), { strict: true }),
  ];
  expect(await checkConfig({ schema, sources })).toEqual([]);
  const known = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  for (const name of Object.keys(variables)) expect(known).toContain(`${name.replace(/_FILE$/, "")}=`);
});

test("the Deployment holds no secret", () => {
  const text = readFileSync(join(import.meta.dirname, "manifests/deployment.yaml"), "utf8");
  expect(text).not.toContain("made-up");
  expect(text).not.toContain("secretKeyRef");
});

test("a password that Kubernetes swaps is taken, and one that is too short makes the pod unready", async () => {
  const from = { ...variables, LISTEN_HOST: "127.0.0.1", PORT: "0" };
  const live = await watchConfig(definitionFor(join(root, SECRETS_FOLDER), from));
  const service = await startService(live);
  const path = join(root, SECRETS_FOLDER, "database_password");
  const statusOf = async (probe: string) => (await fetch(`${service.url}/healthz/${probe}`)).status;

  writeFileSync(path, "another-made-up-one");
  await live.refresh();
  expect(live.current.database.password.reveal()).toBe("another-made-up-one");
  expect([await statusOf("ready"), await statusOf("live")]).toEqual([200, 200]);

  writeFileSync(path, "short");
  await live.refresh();
  expect([await statusOf("ready"), await statusOf("live")]).toEqual([503, 200]);
  expect(await (await fetch(service.url)).text()).toContain("with [secret database.password]");

  service.close();
  await live.close();
});

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  expect(text).toBe(envExample(definitionFor()));
});
