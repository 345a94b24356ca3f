import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import * as z from "zod";

import { formatProblems } from "../../report/format-problems.ts";
import { explain } from "../../inspect/explain.ts";
import { formatExplanation } from "../../inspect/explanation.ts";
import { loadConfig, loadConfigSync } from "../../load/load.ts";
import { checkConfig } from "../../inspect/check-config.ts";
import { secret } from "../../schema/secret-schema.ts";
import type { SyncSource } from "../../contract/source.ts";
import { dotenv } from "../dotenv/dotenv.ts";
import { env } from "../env.ts";
import { file } from "./file.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-formats-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** What goes out of the process meanwhile: warnings, the console, both outputs. */
function heard(): unknown[] {
  const out: unknown[] = [];
  const hear = (...parts: unknown[]) => void out.push(parts);
  vi.spyOn(process, "emitWarning").mockImplementation(hear);
  for (const name of ["log", "dir", "warn", "error", "info", "debug", "trace"] as const)
    vi.spyOn(console, name).mockImplementation(hear);
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => {
      hear(text);
      return true;
    });
  return out;
}

const schema = z.object({ apiKey: secret(z.string()), other: z.unknown().optional() });
const { inspect } = process.getBuiltinModule("node:util");

/** All that a load, its report and its explanation say, however it ends. */
async function allSaid(source: SyncSource): Promise<string> {
  const said: string[] = [];
  const say = (value: unknown) => {
    said.push(inspect(value, { depth: 12, showHidden: true }), JSON.stringify(value) ?? "");
    if (value instanceof Error) said.push(String(value.stack), inspect(value.cause, { depth: 12 }));
  };
  const definition = { schema, sources: [source] };
  await loadConfig(definition, { onWarning: say }).then(
    (config) => said.push(formatExplanation(explain(config))),
    say,
  );
  try {
    loadConfigSync(definition, { onWarning: say });
  } catch (error) {
    say(error);
  }
  const problems = await checkConfig(definition, { warnings: true });
  say(problems);
  return [...said, formatProblems(problems)].join("\n");
}

const long = "hunter2 ".repeat(20_000);

const YAML: Readonly<Record<string, string>> = {
  "a map for a name": "apiKey: {{hunter2}}",
  "a list for a name": "other:\n  ? [hunter2, more]\n  : x",
  "a map for a name, in a block": "other:\n  ? hunter2: x\n  : x",
  "a list for a name, in a set": "other: !!set\n  ? [hunter2]",
  "an alias of nothing": "apiKey: *hunter2",
  "an alias for a name": "other: &hunter2 {a: x}\napiKey: {*hunter2 : x}",
  "an anchor twice": "apiKey: &hunter2 x\nother: &hunter2 y\nmore: *hunter2",
  "a name twice": "hunter2: x\nhunter2: y",
  "a name twice, inside": "apiKey: {hunter2: x, hunter2: y}",
  "a tag that nobody knows": "apiKey: !hunter2 x",
  "a tag that nobody knows, by its handle": "apiKey: !hunter2!x x",
  "an integer that is none": "apiKey: !!int hunter2",
  "bytes that are none": "apiKey: !!binary hunter2%%",
  "a time that is none": "apiKey: !!timestamp hunter2",
  "an omap that is none": "apiKey: !!omap [hunter2]",
  "pairs that are none": "apiKey: !!pairs [[hunter2, x]]",
  "a merge of no map": "%YAML 1.1\n---\napiKey: {<<: hunter2}",
  "a directive": "%hunter2 more\n---\napiKey: x",
  "a version": "%YAML 9.hunter2\n---\napiKey: x",
  "two documents": "apiKey: hunter2\n---\napiKey: hunter2",
  "a document that ends": "apiKey: x\n...\nhunter2",
  "a tab": "apiKey:\n\thunter2",
  "an escape": String.raw`apiKey: "\hunter2"`,
  "no end": 'apiKey: "hunter2',
  "a wrong indent": "apiKey: |\n  x\n hunter2",
  "a colon too many": "apiKey: hunter2: x",
  "a text for the whole": "hunter2",
  "a long line": `apiKey: [${long}`,
  "a long name": `? ${"hunter2".repeat(500)}\n: x`,
  "a long map for a name": `apiKey: {{${long}}}`,
  "an unknown name": "apiKey: x\nhunter2 and more: y",
};

const TOML: Readonly<Record<string, string>> = {
  "no quotes": "apiKey = hunter2",
  "no end": 'apiKey = "hunter2',
  "a name twice": "hunter2 = 1\nhunter2 = 2",
  "a table twice": "[hunter2]\n[hunter2]",
  "a table that is a value": 'apiKey = "hunter2"\n[apiKey]',
  "an escape": String.raw`apiKey = "\hunter2"`,
  "text behind a value": 'apiKey = "x" hunter2',
  "a date that is none": "apiKey = 2026-13-45 # hunter2",
  "a number that is too large": "apiKey = 99999999999999999999999999999 # hunter2",
  "a control character": "apiKey = 'hunter2\u0001'",
  "a long line": `apiKey = ${long}`,
};

const JSONS: Readonly<Record<string, string>> = {
  "no quotes": '{"apiKey": hunter2}',
  "no end": '{"apiKey": "hunter2',
  "text behind it": '{"apiKey": "x"} hunter2',
  "an escape": String.raw`{"apiKey": "\hunter2"}`,
  "a short text": "hunter2",
  "a long line": `{"apiKey": ${long}`,
};

const ENV: Readonly<Record<string, string>> = {
  "a line that is none": "API_KEY=x\nhunter2 hunter2",
  "a quote without its end": 'API_KEY="hunter2\nOTHER=y',
  "a reference to nothing": "API_KEY=${hunter2}",
  "a circle": "API_KEY=${OTHER}hunter2\nOTHER=${API_KEY}hunter2",
  "a command": "API_KEY=$(hunter2)",
  "a long line": `API_KEY=${long}`,
  separators: `API_KEY=hunter2${"\u2028".repeat(200)}`,
};

const sourceOf: Readonly<Record<string, (path: string) => SyncSource>> = {
  yaml: (path) => file(path, { strict: true }),
  toml: (path) => file(path, { strict: true }),
  json: (path) => file(path, { strict: true }),
  env: (path) => dotenv(path, { expand: true }),
};

const cases = Object.entries({ yaml: YAML, toml: TOML, json: JSONS, env: ENV }).flatMap(([format, texts]) =>
  Object.entries(texts).map(([what, text]) => [format, what, text] as const),
);

describe("what is wrong with a file is told without its text", () => {
  test.each(cases)("%s: %s", async (format, _, text) => {
    const path = join(folder, `app.${format}`);
    writeFileSync(path, text);
    const out = heard();
    const said = await allSaid((sourceOf[format] ?? file)(path));
    expect(out.filter((each) => inspect(each, { depth: 12 }).includes("hunter2"))).toEqual([]);
    expect(out).toEqual([]);
    expect(said.includes("hunter2")).toBe(false);
  });

  test.each(["LOG_TOKENS", "LOG_STREAM"])(
    "a YAML file is not read while %s makes its parser print",
    async (name) => {
      vi.stubEnv(name, "/my/stream");
      const path = join(folder, "traced.yaml");
      writeFileSync(path, "apiKey: hunter2");
      const out = heard();
      const said = await allSaid(file(path));
      expect(out).toEqual([]);
      expect(said).toContain(`traced.yaml can't be read while the variable ${name} is set`);
      expect(/hunter2|my\/stream/.test(said)).toBe(false);
    },
  );

  test("JSON in a variable too", async () => {
    for (const text of Object.values(JSONS)) {
      const out = heard();
      const said = await allSaid(env({ from: { OTHER: text, API_KEY: "x", DATABASE: text } }));
      expect(out).toEqual([]);
      expect(said.includes("hunter2")).toBe(false);
    }
  });
});
