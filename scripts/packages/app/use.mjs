// What the scratch app does with the packages, however it got hold of them. Whatever is wrong here throws.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * @typedef {{
 *   core: typeof import("@confide/core"),
 *   testing: typeof import("@confide/core/testing"),
 *   z: typeof import("zod"),
 * }} Packages
 */

/** @param {Packages} packages */
export async function use(packages) {
  const folder = mkdtempSync(join(tmpdir(), "confide-app-"));
  try {
    writeFileSync(join(folder, ".env"), 'HOST="h.example"\nPASSWORD=p4ssw0rd-canary\n');
    writeFileSync(join(folder, "password"), "p4ssw0rd-canary\n");
    await useAsync(packages, folder);
    useSync(packages, folder);
    await useBroken(packages);
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log("the app works");
}

/**
 * @param {Packages} packages
 * @param {string} folder
 */
async function useAsync({ core, testing, z }, folder) {
  const schema = z.object({
    port: z.number().default(3000),
    host: z.string(),
    password: core.secret(z.string().min(8)),
    key: core.secret(z.string()),
  });
  const store = testing.memoryStore({ "prod/app": { key: "key-canary" } });
  const config = await core.loadConfig({
    schema,
    sources: [
      core.env({ from: { PORT: "80" } }),
      core.dotenv(join(folder, ".env")),
      core.fromStore(store, { refs: { key: "prod/app#key" } }),
    ],
  });
  assert.equal(config.port, 80);
  assert.equal(config.host, "h.example");
  assert.equal(config.password.reveal(), "p4ssw0rd-canary");
  assert.equal(JSON.stringify(config.key), '"[secret key]"');
  assert.deepEqual(
    core.explain(config).map(({ source, version }) => [source.split("/").at(-1), version]),
    [
      ["env", undefined],
      [".env", undefined],
      [".env", undefined],
      ["memory-store", "1"],
    ],
  );
}

/**
 * @param {Packages} packages
 * @param {string} folder
 */
function useSync({ core, z }, folder) {
  const schema = z.object({ port: z.number(), password: core.secret(z.string()) });
  const sources = [core.args({ from: ["--port=80"] }), core.secretFiles(folder)];
  const config = core.loadConfigSync({ schema, sources });
  assert.equal(config.port, 80);
  assert.equal(config.password.reveal(), "p4ssw0rd-canary");
}

/** @param {Packages} packages */
async function useBroken({ core, z }) {
  const schema = z.object({ port: z.number(), host: z.string() });
  const broken = core.loadConfig({ schema, sources: [core.env({ from: { PORT: "eighty" } })] });
  await assert.rejects(broken, (error) => {
    assert.ok(error instanceof core.ConfigError);
    assert.equal(error.problems.length, 2);
    assert.ok(!error.message.includes("eighty"));
    return true;
  });
}
