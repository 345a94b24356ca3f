// From an existing t3-env project to a green check, by the commands of the README and with the packed packages.
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, expect, inject, test } from "vitest";

import { plainEnvironment } from "../examples/copied-example.ts";
import { type Finished, mustRun, root, run } from "../workspace.ts";

const FILES: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({
    name: "shop",
    private: true,
    type: "module",
    scripts: { test: "vitest run" },
    dependencies: { "@t3-oss/env-core": "^0.13.11", zod: "^4.6.7" },
    devDependencies: { "@types/node": "^24.19.2", typescript: "^7.0.2", vitest: "^5.1.1" },
  }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "es2022",
      module: "esnext",
      moduleResolution: "bundler",
      types: ["node"],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    },
    include: ["**/*.ts"],
  }),
  "src/env.ts": `import { createEnv } from "@t3-oss/env-core";
import { z } from "zod";
import { levels } from "./levels";

export const env = createEnv({
  server: {
    DATABASE_URL: z.url(),
    SESSION_SECRET: z.string().min(8),
    PORT: z.coerce.number().default(3000),
    LOG_LEVEL: z.enum(levels).default("info"),
  },
  runtimeEnv: process.env,
});
`,
  "src/levels.ts": 'export const levels = ["debug", "info"] as const;\n',
  ".gitignore": "node_modules\n",
  ".env":
    "DATABASE_URL=postgres://shop:canary-1@db.example/shop\nSESSION_SECRET=canary-2-and-long\nPORT=8080\n",
};

const folder = join(realpathSync(mkdtempSync(join(tmpdir(), "confide-init-"))), "my shop");
const npm = "--prefer-offline --no-audit --no-fund --ignore-scripts";
afterAll(() => {
  rmSync(dirname(folder), { recursive: true, force: true });
});

beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  await mustRun("bash", ["-c", `npm install ${npm}`], { cwd: folder, env: plainEnvironment(), tools: false });
}, 300_000);

async function sh(command: string): Promise<Finished> {
  return run("bash", ["-c", command], { cwd: folder, env: plainEnvironment(), tools: false });
}

/** The README's commands, with the packed packages where a user has the registry's. */
function commands(): readonly string[] {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, block = ""] =
    /```sh no-run="scripts\/packages\/init\.test\.ts[^\n]*\n([^]*?)```/.exec(readme) ?? [];
  const packed = (name: string) =>
    JSON.stringify(inject("tarballs").find((each) => each.name === name)?.path);
  return block
    .trim()
    .split("\n")
    .map((line) =>
      line
        // What npx takes from the registry together with the program.
        .replace(
          /^npx @confide\/cli/,
          `npx --yes ${npm} --package=@confide/core --package=@confide/redact --package=@confide/scan --package=@confide/cli confide`,
        )
        .replace(/^npm install/, `npm install ${npm}`)
        // The command line's own dependency, which npm finds in the registry for a user.
        .replace(/^(npm install .*)@confide\/cli/, "$1@confide/redact @confide/scan @confide/cli")
        .replaceAll(/@confide\/\w+/g, packed),
    );
}

test("five commands or fewer are enough", { timeout: 600_000 }, async () => {
  const lines = commands();
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.length).toBeLessThanOrEqual(5);
  let output = "";
  for (const line of lines) {
    const finished = await sh(line);
    expect([line, finished.code, finished.output]).toEqual([line, 0, finished.output]);
    ({ output } = finished);
    expect(output).not.toContain("canary");
  }
  expect(output).toContain("✓ the configuration loads: 4 settings");
  expect(readFileSync(join(folder, "confide.config.ts"), "utf8")).toContain(
    "DATABASE_URL: secret(z.url()),\n    SESSION_SECRET: secret(z.string().min(8)),\n    PORT: z.number().default(3000),",
  );
  expect(await sh("npx tsc")).toEqual({ code: 0, output: "" });
  expect(await sh("npm test")).toMatchObject({ code: 0 });
  expect(await sh("npx confide check --example")).toMatchObject({ code: 0 });
});
