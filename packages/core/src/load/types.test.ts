import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

// What the TypeScript compiler makes of a program that uses confide's declarations, as an application does.
const core = fileURLToPath(new URL("../..", import.meta.url));
const compiler = join(core, "../../node_modules/.bin/tsc");

// Within the package, so that the programs find zod.
const folder = mkdtempSync(join(core, "node_modules/.types-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function compile(name: string, source: string, ...options: string[]): Promise<string> {
  const compilerOptions = {
    strict: true,
    module: "nodenext",
    target: "es2023",
    skipLibCheck: true,
    types: ["node"],
  };
  writeFileSync(join(folder, `${name}.ts`), source);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ compilerOptions, files: [`${name}.ts`] }));
  return tsc("-p", `${name}.json`, ...options);
}

async function tsc(...parameters: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(compiler, parameters, { cwd: folder })).stdout;
  } catch (error) {
    throw new Error(`tsc failed:\n${(error as { stdout: string }).stdout}`, { cause: error });
  }
}

beforeAll(async () => {
  const options = ["--composite", "false", "--incremental", "false", "--tsBuildInfoFile", "null"];
  await tsc("-p", join(core, "tsconfig.json"), "--outDir", join(folder, "core"), ...options);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});

/** A schema of many settings, of all common kinds, in groups of ten. */
function schemaOf(settings: number): string {
  const kinds = [
    "z.string()",
    "z.string().min(3).optional()",
    "z.number().int().default(5)",
    "z.boolean().default(false)",
    "z.enum(['a', 'b', 'c'])",
    "z.array(z.string()).default([])",
    "z.url()",
    "z.record(z.string(), z.number()).optional()",
    "z.string().transform(Number)",
  ];
  const leaf = (index: number) => `s${index}: ${kinds[index % kinds.length]},`;
  const groups = Array.from({ length: settings / 10 }, (_, group) => {
    const leaves = Array.from({ length: 9 }, (__, index) => leaf(group * 10 + index));
    return `g${group}: z.object({ ${leaves.join(" ")} key: SECRET })${group % 5 === 4 ? ".optional()" : ""},`;
  });
  return `z.object({\n${groups.join("\n")}\n})`;
}

function instantiations(diagnostics: string): number {
  return Number(/^Instantiations:\s+(\d+)/m.exec(diagnostics)?.[1]);
}

describe("the compiler's work for 200 settings", { timeout: 60_000 }, () => {
  // The same schema, and the same uses of what comes out.
  const uses = "export const used = [config.g0.s0, config.g4?.s41, config.g18.s180, config.g18.key];";
  const confide = "import { loadConfig, loadConfigSync, secret, env, defineConfig } from './core/index.js';";
  const measure = async (file: string, imports: string, key: string, config: string) => {
    const schema = schemaOf(200).replaceAll("SECRET", key);
    const source = `import * as z from "zod";\n${imports}\nconst schema = ${schema};\n${config}\n${uses}\n`;
    return instantiations(await compile(file, source, "--noEmit", "--extendedDiagnostics"));
  };

  test("is that of z.output, and at most a tenth more, with secrets and without", async () => {
    const bare = await measure("bare", "", "z.string()", "declare const config: z.output<typeof schema>;");
    expect(bare).toBeGreaterThan(1_000);
    const defined = `
      const definition = defineConfig({ schema, sources: [env()] });
      const config = await loadConfig(definition);`;
    for (const [name, key, config] of [
      ["load", "z.string()", "const config = await loadConfig({ schema });"],
      ["sync", "z.string()", "const config = loadConfigSync({ schema, sources: [env()] });"],
      ["define", "z.string()", defined],
      ["secrets", "secret(z.string())", "const config = await loadConfig({ schema });"],
    ] as const) {
      const ratio = (await measure(name, confide, key, config)) / bare;
      expect([name, ratio <= 1.1 ? "≤ 1.1" : ratio]).toEqual([name, "≤ 1.1"]);
    }
  });
});

test("a declaration of a configuration shows the plain object type", { timeout: 60_000 }, async () => {
  const source = `
import * as z from "zod";
import { loadConfig, secret } from "./core/index.js";
export const config = await loadConfig({
  schema: z.object({
    port: z.number().default(3000),
    region: z.string().optional(),
    database: z.object({ host: z.string(), password: secret(z.string()) }),
    hosts: z.array(z.string()),
    cache: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("redis"), url: z.url() }),
      z.object({ kind: z.literal("none") }),
    ]),
  }),
});
`;
  await compile("shown", source, "--declaration", "--emitDeclarationOnly");
  const shown = readFileSync(join(folder, "shown.d.ts"), "utf8");
  expect(shown.replace(/import\("[^"]*\/core\/[^"]*"\)/, 'import("@confide/core")')).toBe(
    `
export declare const config: {
    port: number;
    region?: string | undefined;
    database: {
        host: string;
        password: import("@confide/core").Secret<string>;
    };
    hosts: string[];
    cache: {
        kind: "redis";
        url: string;
    } | {
        kind: "none";
    };
};
`.slice(1),
  );
});
