import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import { formatProblems } from "../../report/format-problems.ts";
import { loadConfig } from "../../load/load.ts";
import { checkConfig } from "../../inspect/check-config.ts";
import { secret } from "../../schema/secret-schema.ts";
import { args } from "../args/args.ts";
import { dotenv } from "./dotenv.ts";
import { env } from "../env.ts";
import { file } from "../file/file.ts";
import { secretFiles } from "../secret-files.ts";
import { keyLines } from "./key-block.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-key-block-"));
afterAll(() => rmSync(folder, { recursive: true }));

const BODY = [
  "MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu",
  "KUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQJAIJLixBy2qpFoS4DSmoEm",
];
const TAIL = "QxYzQ2JjZDEyMw==";
const pem = (label: string, ...more: string[]) =>
  [`-----BEGIN ${label}-----`, ...more, ...BODY, TAIL, `-----END ${label}-----`].join("\n");

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 1024,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

const KEYS: Readonly<Record<string, string>> = {
  RSA: pem("RSA PRIVATE KEY"),
  "a real one": privateKey.trim(),
  encrypted: pem("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,MADEUP0123", ""),
  "a certificate chain": `${pem("CERTIFICATE")}\n${pem("CERTIFICATE")}\n${pem("PRIVATE KEY")}`,
  OpenSSH: pem("OPENSSH PRIVATE KEY"),
  OpenPGP: `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\nComment: made up\n\n${BODY.join("\n")}\n${TAIL}\n=aBc4\n-----END PGP PRIVATE KEY BLOCK-----`,
  SSH2: `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: made up\n${BODY.join("\n")}\n${TAIL}\n---- END SSH2 ENCRYPTED PRIVATE KEY ----`,
  PuTTY: `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: made up\nPublic-Lines: 2\n${BODY.join("\n")}\nPrivate-Lines: 1\n${TAIL}\nPrivate-MAC: 0123456789abcdef`,
  "without its end": `-----BEGIN PRIVATE KEY-----\n${BODY.join("\n")}\n${TAIL}`,
};

const FORMS: Readonly<Record<string, (key: string) => string>> = {
  "NAME=": (key) => `PRIVATE_KEY=${key}\nPORT=80\n`,
  "export NAME=": (key) => `export PRIVATE_KEY=${key}\nPORT=80\n`,
  "NAME: ": (key) => `PRIVATE_KEY: ${key}\nPORT=80\n`,
  CRLF: (key) => `PRIVATE_KEY=${key}\nPORT=80\n`.replaceAll("\n", "\r\n"),
  CR: (key) => `PRIVATE_KEY=${key}\nPORT=80\n`.replaceAll("\n", "\r"),
  "at the end": (key) => `PORT=80\nPRIVATE_KEY=${key}`,
  indented: (key) => `  PRIVATE_KEY = ${key.replaceAll("\n", "\n    ")}\nPORT=80`,
};

const cases = Object.entries(KEYS).flatMap(([what, key]) =>
  Object.entries(FORMS).map(([form, make]) => [what, form, make(key)] as const),
);

const pieces = [
  ...BODY,
  TAIL,
  "QxYz",
  "MADEUP",
  "aBc4",
  "0123456789abcdef",
  ...privateKey.split("\n").slice(1, -2),
];
const leaksIn = (text: string) => pieces.filter((piece) => text.includes(piece.slice(0, 12)));

function written(text: string, name = ".env"): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("a key in a .env file without quotes", () => {
  const schema = z.object({ privateKey: secret(z.string()), port: z.number() });

  test.each(cases)("is a trap with a fix, and no line of it a name: %s, %s", async (_, __, text) => {
    const path = written(text);
    const problems = await checkConfig(
      { schema, sources: [dotenv(path, { strict: true })] },
      { warnings: true },
    );
    const report = formatProblems(problems);
    expect(leaksIn(report + JSON.stringify(problems))).toEqual([]);
    expect(problems).toMatchObject([
      {
        kind: "trap",
        path: ["privateKey"],
        secret: true,
        fix: "put double quotes around all lines of the key",
      },
    ]);
    expect(report).toMatch(/PRIVATE_KEY is only the first line of a key in .*\.env:\d/);
  });

  test.each(cases)(
    "of a setting that the schema doesn't know is told by that name only: %s, %s",
    async (_, __, text) => {
      const path = written(text);
      const problems = await checkConfig({
        schema: z.object({ port: z.number() }),
        sources: [dotenv(path, { strict: true })],
      });
      expect(problems.map(({ message }) => message)).toEqual(["unknown name PRIVATE_KEY"]);
    },
  );

  test("that stands behind an empty name, or a quote that never closes, is no list of names either", async () => {
    for (const before of ["PRIVATE_KEY=\n", 'PRIVATE_KEY="', "# a comment\n", ""]) {
      const path = written(`${before}${KEYS.RSA}\nPORT=80`);
      const problems = await checkConfig(
        { schema, sources: [dotenv(path, { strict: true })] },
        { warnings: true },
      );
      expect(leaksIn(formatProblems(problems) + JSON.stringify(problems))).toEqual([]);
      expect(problems.filter(({ kind }) => kind === "unknown-name")).toEqual([]);
    }
  });

  test.each(Object.entries(KEYS))("is whole within quotes: %s", async (_, key) => {
    const path = written(`PRIVATE_KEY="${key}"\nPORT=80`);
    const config = await loadConfig({ schema, sources: [dotenv(path, { strict: true })] });
    expect(config.privateKey.reveal()).toBe(key);
  });

  test("is whole in one line, with or without quotes", async () => {
    const line = KEYS.RSA?.replaceAll("\n", String.raw`\n`) ?? "";
    for (const [text, value] of [
      [line, line],
      [`"${line}"`, KEYS.RSA],
    ]) {
      const path = written(`PRIVATE_KEY=${text}\nPORT=80`);
      const config = await loadConfig({ schema, sources: [dotenv(path, { strict: true })] });
      expect(config.privateKey.reveal()).toBe(value);
    }
  });

  test("names behind it are names again", async () => {
    const path = written(`PRIVATE_KEY=${KEYS["without its end"]}\nOTHER_NAME=1\nPORT=80\n`);
    const problems = await checkConfig({ schema, sources: [dotenv(path, { strict: true })] });
    expect(problems.map(({ message }) => message)).toContain("unknown name OTHER_NAME");
  });
});

test("lines of a key are those behind its first, up to its last", () => {
  expect([
    ...keyLines("A=1\nKEY=-----BEGIN X-----\nabc\n\n=abcd\nVersion: 1\n-----END X-----\nabc=\n"),
  ]).toEqual([3, 4, 5, 6, 7]);
  expect([...keyLines("KEY=-----BEGIN X-----\nabc\nNAME_A=1\nabc\n-----END X-----")]).toEqual([2]);
  expect([...keyLines("KEY=-----BEGIN X----- abc -----END X-----\nabc=")]).toEqual([]);
  expect([...keyLines("-----BEGIN X-----\nabc\n-----BEGIN Y-----\nabc\n-----END Y-----\nabc")]).toEqual([
    2, 3, 4, 5,
  ]);
  expect([...keyLines("BEGIN \nabc")]).toEqual([]);
});

describe("an unknown name that is none is not shown", () => {
  const schema = z.object({ port: z.number().optional(), group: z.object({ a: z.string() }).optional() });
  const word = "hunter2";
  const json = (name: string) => JSON.stringify({ [name]: 1 });
  const sources = {
    "in a .env file, as the end of a key": () => dotenv(written("hunter2==\n"), { strict: true }),
    "in a .env file, by its cases and digits": () =>
      dotenv(written("hunter2Ab3Cd5Ef7Gh9Ij1K=x\n"), { strict: true }),
    "in the environment": () => env({ prefix: "APP_", strict: true, from: { "APP_hunter2+/": "x" } }),
    "among arguments": () => args({ strict: true, from: ["--hunter2+more/x"] }),
    "in a JSON file": () => file(written(json("hunter2 and more"), "app.json"), { strict: true }),
    "deep in a JSON file": () =>
      file(written(`{"group":{"a":"x"},"other":${json("hunter2+")}}`, "app.json"), { strict: true }),
    "in a YAML file": () => file(written('"hunter2 and more": 1', "app.yaml"), { strict: true }),
    "in a TOML file": () => file(written('"hunter2 and more" = 1', "app.toml"), { strict: true }),
    "in a group's JSON": () =>
      env({ prefix: "APP_", strict: true, from: { APP_GROUP: '{"a":"x","hunter2 and more":1}' } }),
    "in a folder": () => {
      const path = mkdtempSync(join(folder, "x"));
      writeFileSync(join(path, "hunter2+"), "x");
      return secretFiles(path, { strict: true });
    },
  };

  test.each(Object.entries(sources))("%s", async (_, make) => {
    const problems = await checkConfig({ schema, sources: [make()] }, { warnings: true });
    expect(problems).toMatchObject([
      { kind: "unknown-name", path: [], message: "unknown name, not shown: it may be a part of a value" },
    ]);
    expect((formatProblems(problems) + JSON.stringify(problems)).includes(word)).toBe(false);
    expect(problems[0]?.places[0]?.source).not.toBe("");
  });
});
