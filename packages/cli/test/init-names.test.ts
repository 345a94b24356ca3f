import { readdirSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { Project } from "./kit/project.ts";
import { runCommand } from "./kit/run-command.ts";

interface Envelope {
  readonly exitCode: number;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** What `init` says, and all that it writes. */
async function initIn(files: Readonly<Record<string, string>>, extension = "js") {
  using project = new Project(files);
  const { stdout, stderr } = await runCommand(["init", "--yes", "--json"], { cwd: project.folder });
  const { exitCode, warnings } = JSON.parse(stdout) as Envelope;
  const config = project.read(`confide.config.${extension}`);
  const written = readdirSync(project.folder).filter((file) =>
    /^confide\.|^\.env\.example$|^\.gitignore$/.test(file),
  );
  const all = [...written.map((file) => project.read(file)), stdout, stderr].join("\n");
  return { exitCode, config, all, said: warnings.map(({ code, message }) => `${code}: ${message}`) };
}

const settingsIn = (config: string) => [...config.matchAll(/^ {4}(\w+|".*"): /gm)].map(([, name]) => name);

describe("of a .env no setting is", () => {
  test.each([
    [
      "a line of a key",
      "PORT=1\nPRIVATE_KEY=-----BEGIN KEY-----\nMIIhunter2aaaa\nhunter2zzzzQ==\n-----END KEY-----\n",
      ["port", "privateKey"],
      "4",
    ],
    ["a line of a key in capitals", "KEY=-----BEGIN KEY-----\nHUNTER2Q==\n-----END KEY-----\n", ["key"], "2"],
    ["what a colon follows", "PORT=1\nsk_live_hunter2: foo\n", ["port"], "2"],
    ["a name of every object", "PORT=1\nconstructor=x\n__proto__=x\n", ["port"], "2, 3"],
    ["a name in other letters", "PORT=1\nport=2\nhunter2-name=x\nhunter2.name=x\n", ["port"], "2, 3, 4"],
    [
      "a run of hexadecimal digits",
      "PORT=1\n0123456789ABCDEF01234567=\nF123456789ABCDEF01234567=\n",
      ["port"],
      "2, 3",
    ],
  ])("%s", async (_, text, settings, lines) => {
    const { exitCode, config, all, said } = await initIn({ ".env": text });
    expect([exitCode, settingsIn(config)]).toEqual([0, settings]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^init-left-out: \d lines? whose names? /);
    expect(said[0]).toContain(`(.env: ${lines})`);
    expect(all.toLowerCase()).not.toMatch(/hunter2|123456789abc/);
  });

  test("and nothing is said of a key in quotes, or of names in capitals that objects have", async () => {
    const key = 'KEY="-----BEGIN KEY-----\nabcd==\n-----END KEY-----"\nCONSTRUCTOR=x\n';
    const { exitCode, config, said } = await initIn({ ".env": key });
    expect([exitCode, settingsIn(config), said]).toEqual([0, ["key", "CONSTRUCTOR"], []]);
  });

  test("nothing is said of a name that the schema has", async () => {
    const { said } = await initIn({
      ".env": "port=1\n",
      "env.js": 'import { z } from "zod"; z.object({ port: z.string() }).parse(process.env);',
    });
    expect(said).toEqual([]);
  });
});

describe("a name that core refuses is left to do in a schema of", () => {
  test.each([
    [
      "t3-env",
      'import { createEnv } from "@t3-oss/env-core"; createEnv({ server: { constructor: z.string(), PORT: z.string() } });',
    ],
    [
      "convict",
      'import convict from "convict"; convict({ constructor: { default: "", env: "C" }, PORT: { format: "port", env: "PORT" } });',
    ],
  ])("%s", async (_, code) => {
    const { exitCode, config, said } = await initIn({ "env.js": `import { z } from "zod"; ${code}` });
    expect([exitCode, settingsIn(config)]).toEqual([0, ["PORT"]]);
    expect(said).toEqual(['init-todo: "constructor" can\'t be the name of a setting']);
    expect(config).toContain('// TODO "constructor" can\'t be the name of a setting');
  });
});

test("two settings of one name in code get two", async () => {
  const { exitCode, config } = await initIn({
    ".env": "PORT=1\n",
    "env.js":
      'import { z } from "zod"; import { createEnv } from "@t3-oss/env-core"; createEnv({ server: { PORT: z.string() }, runtimeEnv: { PORT: process.env.OTHER } });',
  });
  expect([exitCode, settingsIn(config)]).toEqual([0, ["PORT", "PORT_"]]);
});

describe("what a secret may be is copied from no schema of", () => {
  const zod = (schema: string, before = "") =>
    `import { z } from "zod"; ${before}\nz.object({ PASSWORD: ${schema} }).parse(process.env);`;
  test.each([
    ["zod, a literal", zod('z.literal("hunter2")')],
    ["zod, an enum", zod('z.enum(["hunter2", "b"])')],
    ["zod, a union", zod('z.string().or(z.literal("hunter2")).default("hunter2")')],
    ["zod, an enum's name", zod("z.enum(known)", 'const known = ["hunter2"];')],
    ["zod, a default's name", zod("z.string().default(known)", 'const known = "hunter2";')],
    ["zod, a default of one side", zod('process.env.CI ? z.string() : z.string().default("hunter2")')],
    ["zod, a schema's name", zod("known", 'const known = z.literal("hunter2");')],
    [
      "envalid",
      'import { cleanEnv, str } from "envalid"; cleanEnv(process.env, { PASSWORD: str({ choices: ["hunter2"] }) });',
    ],
    [
      "convict",
      'import convict from "convict"; convict({ PASSWORD: { format: ["hunter2"], env: "PASSWORD" } });',
    ],
    [
      "Joi",
      'import Joi from "joi"; import { ConfigModule } from "@nestjs/config"; ConfigModule.forRoot({ validationSchema: Joi.object({ PASSWORD: Joi.string().valid("hunter2").required() }) });',
    ],
  ])("%s", async (_, code) => {
    const { exitCode, config, all, said } = await initIn({ "env.js": code });
    expect(exitCode).toBe(0);
    expect(config).toContain("    PASSWORD: secret(z.string()),");
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^init-todo: PASSWORD: its (values|choices) aren't here/);
    expect(all).not.toContain("hunter2");
  });
});

test("what a secret may be is copied from no class of class-validator", async () => {
  const { config, all, said } = await initIn(
    {
      "tsconfig.json": '{ "compilerOptions": { "noEmit": true } }',
      "env.ts": `import { ConfigModule } from "@nestjs/config";
class Variables { @IsIn(["hunter2"]) PASSWORD: string; }
ConfigModule.forRoot({ validate: (given) => plainToInstance(Variables, given) });`,
    },
    "ts",
  );
  expect(config).toContain("    PASSWORD: secret(z.string()),");
  expect(said).toEqual(["init-todo: PASSWORD: class-validator's IsIn isn't here"]);
  expect(all).not.toContain("hunter2");
});

test("a secret that only production requires stays required there", async () => {
  const { config } = await initIn({
    "package.json": '{ "type": "module" }',
    "src/env.js": `import { createEnv } from "@t3-oss/env-core";
import * as z from "zod";
export const env = createEnv({
  server: {
    AUTH_SECRET: process.env.NODE_ENV === "production" ? z.string() : z.string().optional(),
    OTHER_SECRET: z.string().optional(),
  },
  runtimeEnv: process.env,
});
`,
  });
  expect(config).toContain(
    'secret(process.env.NODE_ENV === "production" ? z.string() : z.string().optional())',
  );
  expect(config).toContain("secret(z.string()).optional()");
});
