import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { auditFile } from "../audit/audit-file.ts";
import { formatProblems } from "../report/format-problems.ts";
import { explain } from "../inspect/explain.ts";
import { formatExplanation } from "../inspect/explanation.ts";
import { loadConfig, loadConfigSync } from "../load/load.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { planOf } from "../schema/plan.ts";
import { secret } from "../schema/secret-schema.ts";
import { dotenv } from "./dotenv/dotenv.ts";
import { env } from "./env.ts";
import { fileVariables } from "./file-variables.ts";
import { file } from "./file/file.ts";
import { secretFiles } from "./secret-files.ts";
import { memory } from "./memory.ts";
import { optional } from "./optional.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-file-variables-"));
afterAll(() => rmSync(folder, { recursive: true }));

const schema = z.object({ database: z.object({ password: secret(z.string()) }) });

/** Secrets that somebody pasted where a path belongs. Each holds the word by which a leak is found. */
const PASTED: readonly (readonly [what: string, text: string])[] = [
  ["a password", "hunter2"],
  ["a long password", "hunter2".repeat(1_000)],
  ["a password with a slash", "hunter2/and/more"],
  ["a password that ends like a file", "hunter2.json"],
  ["an absolute one", "/hunter2"],
  ["one behind a file, as if it were a folder", `${import.meta.filename}/hunter2`],
  ["with a NUL", "hunter2\0more"],
  ["a key of age", "AGE-SECRET-KEY-1HUNTER2"],
  ["a key of an age plugin", "AGE-PLUGIN-HUNTER2-1"],
  ["PEM", "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n"],
  ["PEM in one line", String.raw`-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n`],
  ["a key of SSH2", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nhunter2"],
  ["a key of PuTTY", "PuTTY-User-Key-File-3: hunter2"],
  ["JSON", '{"password":"hunter2"}'],
  ["a list in JSON", '[ "hunter2" ]'],
  ["a list of objects in JSON", '[{"password":"hunter2"}]'],
  ["a list of lists in JSON", '[ ["hunter2"]]'],
  ["JSON behind white space", ' {"password":"hunter2"}'],
  ["a URL", "postgresql://shop:hunter2@db.example/shop"],
  ["a URL of an odd scheme", "A1+b.c-d://hunter2"],
  ["a URL behind white space", "\t https://hunter2"],
  ["several lines", "hunter2\nmore"],
];

const leaks = (text: string) => /hunter2/i.test(text);

describe("a variable that holds the secret instead of a path", () => {
  test.each(PASTED)("shows it nowhere: %s", async (_, text) => {
    const source = fileVariables({ from: { DATABASE_PASSWORD_FILE: text } });
    const definition = { schema, sources: [source] };
    const problems = await checkConfig(definition, { warnings: true });
    expect(problems).toMatchObject([
      { kind: "failed", reason: "unavailable", places: [{ location: "DATABASE_PASSWORD_FILE" }] },
    ]);
    expect(formatProblems(problems)).toContain("DATABASE_PASSWORD_FILE");
    const error: unknown = await loadConfig(definition).catch((each: unknown) => each);
    const inSync = (): unknown => {
      try {
        return loadConfigSync(definition);
      } catch (each) {
        return each;
      }
    };
    const { inspect } = process.getBuiltinModule("node:util");
    for (const shown of [problems, error, inSync()])
      for (const said of [JSON.stringify(shown), inspect(shown, { depth: 10, showHidden: true })])
        expect(leaks(said)).toBe(false);
    expect(
      leaks(
        JSON.stringify([
          source.watches,
          source.name,
          planOf(schema).settings.map((setting) => source.locate(setting)),
        ]),
      ),
    ).toBe(false);
  });

  test.each(PASTED)("shows it neither as a warning, nor to an audit: %s", async (_, text) => {
    const heard: unknown[] = [];
    const channels = ["load", "read", "warning"].map((event) =>
      process.getBuiltinModule("node:diagnostics_channel").channel(`confide:${event}`),
    );
    const hear = (message: unknown) => heard.push(message);
    for (const channel of channels) channel.subscribe(hear);
    const source = fileVariables({ from: { DATABASE_PASSWORD_FILE: text } });
    const config = await loadConfig({
      schema,
      sources: [optional(source), memory({ database: { password: "made-up" } })],
    });
    await loadConfig({ schema, sources: [source] }).catch(() => undefined);
    for (const channel of channels) channel.unsubscribe(hear);
    expect(heard).toHaveLength(3);
    const explained = explain(config);
    expect(formatExplanation(explained)).toContain("! DATABASE_PASSWORD_FILE ");
    expect(leaks(JSON.stringify([heard, explained]) + formatExplanation(explained))).toBe(false);
  });

  test("is refused where it begins like a key, though a file has that name", async () => {
    const name = join(folder, "AGE-SECRET-KEY-1HUNTER2");
    writeFileSync(name, "made-up");
    const { length } = process.cwd().split("/");
    const relative = `${"../".repeat(length)}${name.slice(1)}`;
    const open = (text: string) =>
      loadConfig({ schema, sources: [fileVariables({ from: { DATABASE_PASSWORD_FILE: text } })] });
    expect((await open(relative)).database.password.reveal()).toBe("made-up");
    for (const text of ["AGE-SECRET-KEY-1HUNTER2", "https://made.up"])
      await expect(open(text)).rejects.toThrow("holds something that begins like a secret, not a path");
  });
});

describe("a variable whose path leads to something", () => {
  const problemsWith = async (path: string) =>
    formatProblems(
      await checkConfig({ schema, sources: [fileVariables({ from: { DATABASE_PASSWORD_FILE: path } })] }),
    );

  test("shows it, as a reader has to find the file", async () => {
    const [binary, below, link] = ["binary", "below", "link"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(binary, new Uint8Array([0xff, 0xfe, 0x41]));
    mkdirSync(below);
    symlinkSync("nowhere", link);
    expect(await problemsWith(binary)).toContain(`DATABASE_PASSWORD_FILE → ${binary} is UTF-16`);
    expect(await problemsWith(below)).toContain(`DATABASE_PASSWORD_FILE → ${below} is a folder, not a file`);
    expect(await problemsWith(link)).toContain(
      `DATABASE_PASSWORD_FILE → ${link} leads nowhere, or was taken away`,
    );
  });
});

describe("a path that a program gives", () => {
  test.each(PASTED.filter(([, text]) => !/^\/?hunter2(?!\n|\0)|\/hunter2$/.test(text)))(
    "is refused and not quoted where it begins like a secret: %s",
    (_, text) => {
      const takers = [file, secretFiles, dotenv, (path: string) => dotenv({ cwd: path }), auditFile];
      for (const take of takers) {
        let message = "";
        try {
          take(text);
        } catch (error) {
          message = String(error);
        }
        expect(message).toMatch(
          /^TypeError: (?:file|secretFiles|dotenv|auditFile)\(\) takes a path; what it was given begins like a secret$/,
        );
      }
    },
  );

  test.each([
    "keys/AGE-SECRET-KEY-1",
    "x-----BEGIN y",
    "1a://b",
    "a_b://c",
    "C:/b",
    "a:/b",
    "{a}",
    "[a]",
    "{1}",
    "a{[",
    "[ a",
  ])("is taken where it only holds such a thing: %s", (path) => {
    expect(dotenv({ cwd: path }).name).toBe(".env");
  });

  test("is not quoted where no format has its ending", () => {
    expect(() => file("hunter2")).toThrow(
      /^file\(\) reads \.json, \.jsonc, \.yaml, \.yml and \.toml; the given path has another ending$/,
    );
  });
});

describe("names as in env()", () => {
  const spelled = z.object({
    db: z.object({ password: z.string().default("none") }).default({ password: "none" }),
    keys: z.record(z.string(), z.string()).default({}),
  });

  test("with a delimiter, also for parts of a record", () => {
    writeFileSync(join(folder, "a"), "secret\n");
    const from = {
      DB__PASSWORD_FILE: join(folder, "a"),
      KEYS__MAIN_FILE: join(folder, "a"),
      SSL_CERT_FILE: "x",
    };
    const sources = [fileVariables({ delimiter: "__", from }), memory({ keys: { other: "o" } })];
    expect(loadConfigSync({ schema: spelled, sources })).toEqual({
      db: { password: "secret" },
      keys: { main: "secret", other: "o" },
    });
  });

  test("with a delimiter, a name that leads to no part is a warning", () => {
    const warnings: string[] = [];
    loadConfigSync(
      {
        schema: z.object({ servers: z.array(z.object({ host: z.string() })).default([]) }),
        sources: [fileVariables({ delimiter: "__", from: { SERVERS__X__HOST_FILE: "/nowhere" } })],
      },
      { onWarning: ({ message }) => warnings.push(message) },
    );
    expect(warnings).toEqual(["unknown name SERVERS__X__HOST_FILE"]);
  });

  test("a group's file that holds no JSON is another program's, unless the name is the application's own", async () => {
    writeFileSync(join(folder, "a"), "secret\n");
    const plain = fileVariables({ from: { DB_FILE: join(folder, "a") } });
    expect(loadConfigSync({ schema: spelled, sources: [plain] }).db).toEqual({ password: "none" });
    const prefixed = fileVariables({ prefix: "A_", from: { A_DB_FILE: join(folder, "a") } });
    expect(await checkConfig({ schema: spelled, sources: [prefixed] })).toMatchObject([
      { path: ["db"], kind: "invalid" },
    ]);
    writeFileSync(join(folder, "a"), '{"password":"json"}');
    expect(loadConfigSync({ schema: spelled, sources: [plain] }).db).toEqual({ password: "json" });
  });

  describe("a variable that is another setting's own is that setting's only", () => {
    const log = z.object({
      log: z.object({ level: z.string().default("info"), file: z.string().optional() }),
    });
    const tls = z.object({ cert: z.string().optional(), certFile: z.string().optional() });
    const json = () => {
      writeFileSync(join(folder, "log"), '{"level":"debug"}');
      return join(folder, "log");
    };

    test.each<readonly [what: string, schema: z.ZodObject, from: Record<string, string>, config: object]>([
      [
        "a group's file, that isn't there yet",
        log,
        { LOG_FILE: "./new.log" },
        { log: { level: "info", file: "./new.log" } },
      ],
      [
        "a group's file, that is no file",
        log,
        { LOG_FILE: "/dev/null" },
        { log: { level: "info", file: "/dev/null" } },
      ],
      ["a group's file with JSON", log, { LOG_FILE: json() }, { log: { level: "info", file: json() } }],
      ["a setting's file", tls, { CERT_FILE: json() }, { certFile: json() }],
      [
        "a setting's file, of the other one",
        tls,
        { CERT_FILE_FILE: join(folder, "log") },
        { certFile: '{"level":"debug"}' },
      ],
      [
        "by .meta({ env })",
        z.object({ token: z.string().optional(), other: z.string().meta({ env: "TOKEN_FILE" }) }),
        { TOKEN_FILE: json() },
        { other: json() },
      ],
    ])("%s", (_, schemaOf, from, config) => {
      const sources = [env({ from }), fileVariables({ from })];
      expect(loadConfigSync({ schema: schemaOf, sources })).toEqual(config);
      expect(loadConfigSync({ schema: schemaOf, sources: sources.toReversed() })).toEqual(config);
    });

    test("which the report of the one that lacks it says", async () => {
      const required = z.object({ cert: z.string(), certFile: z.string() });
      const from = { CERT_FILE: json() };
      const sources = [env({ from }), fileVariables({ from })];
      expect(await checkConfig({ schema: required, sources })).toMatchObject([
        {
          path: ["cert"],
          kind: "missing",
          fix: "file-variables CERT_FILE is the variable of certFile, and not read as a file for cert: give one of them another name by .meta({ env })",
        },
      ]);
    });
  });

  test.each<readonly [what: string, group: string, from: Record<string, string>]>([
    ["several files", "compose", { COMPOSE_FILE: "compose.yaml:override.yaml" }],
    ["one that isn't there", "sslCert", { SSL_CERT_FILE: "/nowhere/at/all" }],
    ["a folder", "git", { GIT_FILE: tmpdir() }],
    ["an INI file", "config", { CONFIG_FILE: join(folder, "ini") }],
    ["a list", "config", { CONFIG_FILE: join(folder, "list") }],
  ])("what another program's variable names may be anything: %s", (_, group, from) => {
    writeFileSync(join(folder, "ini"), "[default]\nregion = x\n");
    writeFileSync(join(folder, "list"), "[1]\n");
    const other = z.object({ [group]: z.object({ a: z.string().default("x") }) });
    expect(loadConfigSync({ schema: other, sources: [fileVariables({ from })] })).toEqual({
      [group]: { a: "x" },
    });
  });

  test("an empty one is said", async () => {
    const required = z.object({ db: z.object({ password: z.string() }) });
    const sources = [fileVariables({ from: { DB_PASSWORD_FILE: "" } })];
    expect(await checkConfig({ schema: required, sources })).toMatchObject([
      {
        message: "is there, but empty",
        fix: "file-variables DB_PASSWORD_FILE is empty: set it to a file's path",
      },
    ]);
  });
});
