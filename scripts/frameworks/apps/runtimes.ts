import type { App } from "../app.ts";
import { answerModule, answerModuleCjs, configModule, configModuleCjs } from "../settings.ts";
import { modules, requiring } from "./program.ts";

const TYPESCRIPT = "typescript@5.9"; // the last that ts-node and ts-jest can use

const esmTest = `import { loadConfig, Secret } from "@confide/core";

import { answerOf } from "./answer.js";
import { definition } from "./confide.config.js";

test("the settings are valid", async () => {
  const config = await loadConfig(definition);
  console.log(config);
  console.log(answerOf(config));
  if (!(config.database.password instanceof Secret)) throw new Error("no Secret");
});
`;
const cjsTest = esmTest.replaceAll(/import (.*) from (".*");/g, "const $1 = require($2);");
const ofCommonJs = {
  "package.json": JSON.stringify({ name: "app", private: true }),
  "app.test.js": cjsTest,
  "answer.js": answerModuleCjs,
  "confide.config.js": configModuleCjs,
};
const ofModules = {
  "package.json": JSON.stringify({ name: "app", private: true, type: "module" }),
  "app.test.js": esmTest,
  "answer.js": answerModule,
  "confide.config.js": configModule,
};

export const jest30: App = {
  name: "Jest 30 in CommonJS",
  packages: ["jest@30"],
  files: ofCommonJs,
  start: ["jest"],
};

export const jest29: App = { ...jest30, name: "Jest 29 in CommonJS", packages: ["jest@29"] };

const withModules = ["--experimental-vm-modules", "node_modules/jest/bin/jest.js"];
export const jest30OfModules: App = {
  name: "Jest 30 with ES modules",
  packages: ["jest@30"],
  files: ofModules,
  othersWarnings: /\(node:\d+\) ExperimentalWarning: VM Modules /g,
  start: ["node", ...withModules],
};

export const jest29OfModules: App = {
  ...jest30OfModules,
  name: "Jest 29 with ES modules",
  packages: ["jest@29"],
};

export const vitest: App = {
  name: "vitest",
  packages: ["vitest@5"],
  files: { ...ofModules, "app.test.js": `import { test } from "vitest";\n${esmTest}` },
  start: ["vitest", "run"],
};

export const nodeTest: App = {
  name: "node:test",
  packages: [],
  files: { ...ofModules, "app.test.js": `import { test } from "node:test";\n${esmTest}` },
  start: ["node", "--test"],
};

/** The program's own modules in TypeScript; they have no annotations, since what they are tried for is loading. */
function typed(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, code]) => [path.replace(/\.js$/, ".ts"), code] as const),
  );
}

export const tsx: App = {
  name: "tsx",
  packages: ["tsx@4"],
  files: typed(modules),
  start: ["tsx", "src/index.ts"],
};

export const tsNode: App = {
  name: "ts-node in CommonJS",
  packages: ["ts-node@10", TYPESCRIPT, "@types/node"],
  files: {
    ...typed(modules),
    "package.json": JSON.stringify({ name: "app", private: true }),
    "src/index.ts": modules["src/index.js"].replaceAll(/"(\.\/.*)\.js"/g, '"$1"'),
    "tsconfig.json": JSON.stringify({
      compilerOptions: { module: "commonjs", target: "es2022", strict: true, noImplicitAny: false },
    }),
  },
  start: ["ts-node", "src/index.ts"],
};

export const bun: App = {
  name: "Bun",
  packages: ["bun@1"],
  files: modules,
  build: [["node", "node_modules/bun/install.js"]],
  start: ["bun", "src/index.js"],
};

export const bunOfCommonJs: App = { ...bun, name: "Bun of require()", files: requiring };

export const deno: App = {
  name: "Deno",
  packages: ["deno@2"],
  files: modules,
  start: ["deno", "run", "--allow-all", "src/index.js"],
};
