// What commands on stores, audits and rotations print for programs and agents, where they succeed: as their schemas say, and
// without a value.
import { afterAll, beforeAll, expect, test } from "vitest";

import { outputSchema } from "../src/output-schema.ts";
import { runCommand } from "./kit/run-command.ts";
import { type StoreProject, storeProject } from "./kit/stores.ts";

let { project } = {} as StoreProject;
beforeAll(async () => {
  ({ project } = await storeProject(
    { "prod/token": "canary-1", "prod/stripe": '{ "apiKey": "canary-2" }' },
    { hasTwo: true },
  ));
  project.write({
    "confide.rotation.ts": `import { localStore } from "@confide/local";
import { defineRotations, randomKey } from "@confide/rotation";
const store = localStore({ path: "secrets.age", keyFile: "key.txt" });
export default defineRotations({ token: { store, name: "prod/token", issuer: randomKey({ prefix: "canary-" }), everyMs: 1 } });
`,
  });
});
afterAll(() => {
  project[Symbol.dispose]();
});

/** In this order: each finds what those before it have left. */
const LINES: readonly (readonly [name: string, rest: string, exitCode: 0 | 1])[] = [
  ["secret get", "prod/stripe#apiKey --store local-store", 0],
  ["secret set", "prod/new --yes --store local-store", 0],
  ["secret set", "prod/stripe#apiKey --yes --store local-store", 0],
  ["secret list", "--store local-store", 0],
  ["secret history", "prod/stripe --store local-store", 0],
  ["secret copy", "local-store:prod/new other:new --yes", 0],
  ["secret copy", "local-store:prod/new other:new --yes --delete-source", 0],
  ["secret rm", "new --yes --store other", 0],
  ["rotate", "token --plan", 0],
  ["rotate", "token --yes", 0],
  ["rotate", "token --yes --if-due", 0],
  ["rotation status", "", 0],
  ["rotation abort", "token --yes", 1],
  ["audit who", "token", 0],
  ["audit unused", "--since 1d", 1],
  ["audit verify", "", 0],
];

test.each(LINES)("confide %s %s", async (name, rest, exitCode) => {
  const words = [...name.split(" "), ...rest.split(" ").filter((word) => word !== "")];
  const options = { cwd: project.folder, input: "canary-3" };
  const { stdout, stderr, ...ended } = await runCommand([...words, "--json"], options);
  expect([ended.exitCode, stderr]).toEqual([exitCode, ""]);
  const envelope = (await outputSchema(name)).parse(JSON.parse(stdout), { jitless: true });
  expect(envelope.data).not.toBeNull();
  const agent = await runCommand([...words, "--agent"], options);
  expect(agent.stdout).toContain(`confide ${name}: `);
  expect(stdout + agent.stdout + agent.stderr).not.toContain("canary");
});
