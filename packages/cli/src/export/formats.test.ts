// Each format by what reads it: shells, dotenv, core's dotenv(), Docker's command line, systemd.
import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { dotenv, loadConfigSync } from "@confide/core";
import { parse } from "dotenv";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { FORMATS } from "./formats.ts";
import type { NamedText, VariableFormat } from "./variable-format.ts";

const TEXTS: readonly string[] = [
  "",
  "plain",
  " spaces around ",
  "two\nlines\n",
  "\n",
  "crlf\r\nend",
  "tab\tx",
  `"double" and 'single' and \`back\``,
  `it's`,
  `$HOME \${HOME} $(id) \`id\``,
  String.raw`back\slash \n \" \' \$ end\ `.trimEnd(),
  String.raw`\\`,
  "! !! !$ # ; & | < > ( ) { } [ ] * ? ~ % ^",
  "# no comment",
  "ünïcödé 🔑   x",
  "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
  '{"a":"b\\"c","d":[1,2]}',
  "EOF",
];

/** Marks that mean something somewhere come often. */
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: fc.constantFrom(...Array.from("'\"`\\$#!\n\r\t =;&%{}ä🔑\u2028nrx")) }),
  fc.constantFrom(...TEXTS),
);
const texts = fc.array(
  text.filter((each) => !each.includes("\0") && each.isWellFormed()),
  { maxLength: 60 },
);

function named(values: readonly string[]): readonly NamedText[] {
  return values.map((each, index) => ({ name: `V${index}`, text: each }));
}

function formatOf(name: string): VariableFormat {
  const format = FORMATS[name];
  if (format === undefined) throw new TypeError(`there is no format ${name}`);
  return format;
}

/** What a format can hold of these, and its file. */
function written(format: string, values: readonly string[]) {
  const { refusal, print } = formatOf(format);
  const held = named(values).filter((each) => refusal(each) === undefined);
  return { held, file: print(held, { resourceName: "settings" }) };
}

function refusedOf(format: string): readonly string[] {
  return TEXTS.filter((each) => FORMATS[format]?.refusal({ name: "V", text: each }) !== undefined);
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "confide-formats-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const has = (program: string) => spawnSync(program, ["-c", "exit 0"]).status === 0;

/** The values that a shell has after it read a file. */
function readByShell(shell: string, file: string, held: readonly NamedText[]): readonly string[] {
  const path = join(folder, "variables.sh");
  const script = held.map(({ name }) => `printf '%s\\0' "$${name}"`).join("\n");
  writeFileSync(path, `${file}\n${script}\n`);
  const { stdout, stderr } = spawnSync(shell, [path], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8" },
  });
  expect(stderr).toBe("");
  return stdout.split("\0").slice(0, -1);
}

describe.each(["sh", "bash", "dash", "zsh", "busybox"])("shell, by %s", (shell) => {
  test.skipIf(!has(shell))("any strings", () => {
    fc.assert(
      fc.property(texts, (values) => {
        const { held, file } = written("shell", values);
        expect(held.length).toBe(values.length);
        expect(readByShell(shell, file, held)).toEqual(values);
      }),
      { numRuns: 20, examples: [[[...TEXTS]]] },
    );
  });
});

test("shell, through eval", () => {
  const { held, file } = written("shell", TEXTS);
  const path = join(folder, "eval.sh");
  writeFileSync(path, file);
  const script = `set -eu; eval "$(cat '${path}')"; ${held.map(({ name }) => `printf '%s\\0' "$${name}"`).join("; ")}`;
  const { stdout } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
  expect(stdout.split("\0").slice(0, -1)).toEqual(TEXTS);
});

describe("dotenv", () => {
  test("any strings, by dotenv and by core's dotenv()", () => {
    fc.assert(
      fc.property(texts, (values) => {
        const { held, file } = written("dotenv", values);
        const expected = Object.fromEntries(held.map((each) => [each.name, each.text]));
        expect({ ...parse(file) }).toEqual(expected);
        const path = join(folder, ".env");
        writeFileSync(path, file);
        const names = held.map(({ name }) => [name, z.string()] as const);
        const schema = z.object(Object.fromEntries(names));
        const sources = [dotenv({ cwd: folder, keepEmpty: true })];
        const warnings: unknown[] = [];
        expect(
          loadConfigSync({ schema, sources }, { onWarning: (warning) => void warnings.push(warning) }),
        ).toEqual(expected);
      }),
      { examples: [[[...TEXTS]]] },
    );
  });

  test("refuses only what has all quotes, or ends in a backslash that nothing else can hold", () => {
    expect(refusedOf("dotenv")).toEqual([`"double" and 'single' and \`back\``]);
  });
});

test("json, by JSON.parse", () => {
  const { held, file } = written("json", TEXTS);
  expect(Object.values(JSON.parse(file) as object)).toEqual(held.map((each) => each.text));
});

describe("docker", () => {
  const isThere = spawnSync("docker", ["--version"]).status === 0;

  test.skipIf(!isThere)("by Docker's own command line, and a server in its daemon's place", async () => {
    const path = join(folder, "docker.env");
    const lines = [...TEXTS, "x".repeat(60_000)];
    const { held, file } = written("docker", lines);
    writeFileSync(path, file);
    expect(await environmentOfContainer(path)).toEqual(
      held.map(({ name, text: value }) => `${name}=${value}`),
    );
  });

  test("refuses line breaks, and lines that are too long", () => {
    expect(refusedOf("docker")).toEqual(TEXTS.filter((each) => /\n/.test(each)));
    expect(FORMATS["docker"]?.refusal({ name: "V", text: "a\r" })).toContain("line break");
    expect(FORMATS["docker"]?.refusal({ name: "V", text: "ä".repeat(33_000) })).toContain("longer");
    expect(FORMATS["docker"]?.refusal({ name: "A B", text: "" })).toContain("name");
  });
});

/** What the client asks the daemon to create. */
async function environmentOfContainer(envFile: string): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.setHeader("Api-Version", "1.44");
      if (request.url?.includes("/containers/create") === true) {
        resolve((JSON.parse(Buffer.concat(chunks).toString()) as { Env: unknown }).Env);
        response.statusCode = 500;
      }
      response.end("{}");
    });
  });
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  const { spawn } = await import("node:child_process");
  const args = ["-H", `tcp://127.0.0.1:${port}`, "run", "--env-file", envFile, "image"];
  const client = spawn("docker", args, { stdio: "ignore", env: { PATH: process.env["PATH"], HOME: folder } });
  client.on("exit", () => resolve("the client asked for no container"));
  const found = await promise;
  server.closeAllConnections();
  server.close();
  return found;
}

describe("systemd", () => {
  const generator = "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator";

  test.skipIf(!existsSync(generator))(
    "by systemd's reader of environment files, but for $, which this one expands",
    () => {
      const { held, file } = written(
        "systemd",
        TEXTS.filter((each) => !each.includes("$") && each !== ""),
      );
      mkdirSync(join(folder, "environment.d"), { recursive: true });
      writeFileSync(join(folder, "environment.d", "a.conf"), file);
      const env = { XDG_CONFIG_HOME: folder, LC_ALL: "C.UTF-8" };
      const { stdout } = spawnSync(generator, { env, encoding: "utf8" });
      const lines = stdout.split("\n").filter((line) => /^V\d/.test(line));
      const found = new Map(
        lines.map((line) => [line.slice(0, line.indexOf("=")), unescaped(line.slice(line.indexOf("=") + 1))]),
      );
      for (const { name, text: value } of held) expect(found.get(name)).toBe(value);
    },
  );

  test("any strings, by a shell, which reads double quotes as systemd does", () => {
    fc.assert(
      fc.property(texts, (values) => {
        const { held, file } = written("systemd", values);
        expect(readByShell("sh", file, held)).toEqual(held.map((each) => each.text));
      }),
      { numRuns: 20, examples: [[[...TEXTS]]] },
    );
  });

  test("refuses control characters but for tab and line break", () => {
    expect(refusedOf("systemd")).toEqual(["crlf\r\nend"]);
  });
});

/** As systemd prints a value: in double quotes or without, its escapes those of C. */
function unescaped(printed: string): string {
  const inner = printed.startsWith('"') ? printed.slice(1, -1) : printed;
  return inner.replaceAll(/\\(.)/gs, (_, mark: string) => ({ n: "\n", t: "\t" })[mark] ?? mark);
}

describe("github", () => {
  test("any strings, by the rule of its documentation", () => {
    fc.assert(
      fc.property(texts, (values) => {
        const { held, file } = written("github", values);
        expect(held.length).toBe(values.length);
        expect(heredocs(file)).toEqual(held.map(({ name, text: value }) => [name, value]));
      }),
      { examples: [[[...TEXTS]]] },
    );
  });

  test("has another delimiter each time, and refuses names that the runner keeps", () => {
    expect(written("github", ["a"]).file).not.toBe(written("github", ["a"]).file);
    for (const name of ["GITHUB_TOKEN", "RUNNER_OS", "NODE_OPTIONS", "A B", "A\nB=c"])
      expect(FORMATS["github"]?.refusal({ name, text: "" })).toContain("name");
  });
});

/** `NAME<<DELIMITER`, the value's lines, and the delimiter alone on a line. */
function heredocs(file: string): readonly (readonly [string, string])[] {
  const [found, lines]: [[string, string][], string[]] = [[], file.split("\n")];
  for (let at = 0; at < lines.length - 1; at++) {
    const [name = "", delimiter = ""] = (lines[at] ?? "").split("<<");
    const end = lines.indexOf(delimiter, at + 1);
    found.push([name, lines.slice(at + 1, end).join("\n")]);
    at = end;
  }
  return found;
}

test("k8s holds any value and the names that a Secret may have", () => {
  const { held, file } = written("k8s", TEXTS);
  expect(held.length).toBe(TEXTS.length);
  const data = [...file.matchAll(/^ {2}"(V\d+)": "(.*)"$/gm)];
  expect(data.map(([, , value = ""]) => Buffer.from(value, "base64").toString())).toEqual(TEXTS);
  expect(FORMATS["k8s"]?.refusal({ name: "A B", text: "" })).toContain("name");
  expect(FORMATS["k8s"]?.refusal({ name: "A", text: "a".repeat(1_100_000) })).toContain("larger");
});

test.each(Object.keys(FORMATS))("%s without a variable is a file that holds none", (name) => {
  expect(FORMATS[name]?.print([], { resourceName: "settings" })).not.toContain("undefined");
});

test.each(["shell", "dotenv", "docker", "github", "systemd", "k8s"])(
  "%s refuses a name that would end its line",
  (name) => {
    expect(FORMATS[name]?.refusal({ name: "A\nB", text: "" })).toContain("name");
  },
);
