import { randomBytes } from "node:crypto";

import { Secret } from "@confide/core";
import { pinoRedaction, redactor } from "@confide/redact";
import { pino } from "pino";
import { redactSensitiveConfig, resetRedactionMap } from "varlock/env";

import { median } from "../statistics.ts";

/** Values as they are: 32 characters of base64url. */
const values = (count: number) => Array.from({ length: count }, () => randomBytes(24).toString("base64url"));

const WORDS =
  "GET POST user request failed with status connection pool timeout retrying order 1234 at worker shard checkout latency ms path /api/v1/orders trace".split(
    " ",
  );

/** Lines as pino writes them, a value in one of a thousand. */
function logText(known: readonly string[]): string {
  const lines = Array.from({ length: 40_000 }, (_, index) => {
    const words = Array.from(
      { length: 14 },
      (_word, place) => WORDS[(index * 7 + place * 13) % WORDS.length],
    );
    if (index % 1000 === 0) words.push(known[index % known.length] ?? "");
    return JSON.stringify({
      level: 30,
      time: 1_764_000_000_000 + index,
      pid: 42,
      hostname: "web-1",
      msg: words.join(" "),
    });
  });
  // One flat text of one byte a unit, as what comes out of a file or a socket.
  return Buffer.from(lines.join("\n")).toString("latin1");
}

const MEASURES: Readonly<Record<string, () => number>> = {
  confide() {
    const known = values(100);
    return speed(redactor(known.map((value) => new Secret(value))).redact, logText(known));
  },
  varlock() {
    const known = values(100);
    const config = Object.fromEntries(
      known.map((value, index) => [`V${index}`, { value, isSensitive: true }]),
    );
    resetRedactionMap({ config } as Parameters<typeof resetRedactionMap>[0]);
    return speed((text) => redactSensitiveConfig(text) as string, logText(known));
  },
  regexp() {
    const known = values(100);
    const expression = new RegExp(
      known
        .flatMap(formsOf)
        .sort((a, b) => b.length - a.length)
        .join("|"),
      "g",
    );
    return speed((text) => text.replace(expression, "[secret]"), logText(known));
  },
  includes() {
    // It is as fast as its first character is rare; this one is as frequent as letters are.
    const [value = ""] = values(1);
    return speed((text) => String(text.includes(`o${value}`)), logText(values(100)));
  },
  formats: () => speed(redactor([], { knownFormats: true }).redact, logText(values(100))),
  expression() {
    const expression =
      /AKIA[A-Z2-7]{16}|gh[pousr]_\w{36}|xox[abprs]-[\w-]{10,}|sk_live_\w{16,}|npm_\w{36}|AIza[\w-]{35}|eyJ[\w-]+\.[\w-]+\.[\w-]+|-----BEGIN [A-Z ]*PRIVATE KEY-----/g;
    return speed((text) => text.replace(expression, "[secret]"), logText(values(100)));
  },
  /** As a child process's output arrives that isn't buffered. */
  pieces() {
    const text = logText(values(100));
    const redacting = redactor([], { knownFormats: true });
    return speed(() => {
      const { push, end } = redacting.chunks();
      let written = 0;
      for (let at = 0; at < text.length; at += 64) written += push(text.slice(at, at + 64)).length;
      return " ".repeat(written + end().length);
    }, text);
  },
  objects() {
    const { redactObject } = redactor(values(100).map((value) => new Secret(value)));
    const objects = Array.from({ length: 10_000 }, (_, id) => ({
      id,
      user: { name: "ada", roles: ["admin"] },
      path: "/api",
    }));
    return medianMs(() => redactObject(objects));
  },
  build: () => building((value) => value),
  "build-accents": () => building((value) => `pässwörd-${value}`),
  "build-symbols": () => building((value) => `p"s\\s/${value}+&'%<!`),
  "build-json": () => building((value, index) => JSON.stringify({ user: `app-${index}`, value })),
  // Line by line, as a logger writes them.
  "lines-json": () => lineSpeed((value, index) => JSON.stringify({ user: `app-${index}`, value })),
  "lines-symbols": () => lineSpeed((value) => `p"s\\s/${value}+&'%<!`),
  hostile: () => speed(redactor([new Secret("a".repeat(8192))]).redact, "a".repeat(1 << 20)),
  backslashes: () => speed(symbols().redact, "\\".repeat(1 << 20)),
  quotes: () => speed(symbols().redact, '"'.repeat(1 << 20)),
  "escaped-quotes": () => speed(symbols().redact, String.raw`\"`.repeat(1 << 19)),
  bare: () => logging({}),
  redacting: () => logging({ hooks: pinoRedaction(redactor(values(100).map((value) => new Secret(value)))) }),
  paths: () => logging({ redact: ["user.password", "headers.authorization", "*.token"] }),
};

export function measure(name: string): number {
  return MEASURES[name]?.() ?? NaN;
}

type Spell = (value: string, index: number) => string;

function building(spell: Spell): number {
  const secrets = values(1000).map((value, index) => new Secret(spell(value, index), `group.secret${index}`));
  return medianMs(() => redactor(secrets).redact("used"));
}

function lineSpeed(spell: Spell): number {
  const known = values(100).map(spell);
  const { redact } = redactor(known.map((value) => new Secret(value)));
  const text = logText(known);
  const lines = text.split("\n");
  return speed(() => lines.map(redact).join("\n"), text);
}

/** Knows values in which programs escape something. */
function symbols() {
  return redactor(values(100).map((value) => new Secret(`p"s\\s/${value}+&'%<!`)));
}

/** The forms that a value without special characters has. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString("hex");
  const aligned = [1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  return [value, hex, hex.toUpperCase(), bytes.toString("base64").slice(0, -2), ...aligned].map((form) =>
    form.replace(/[+/-]/g, String.raw`\$&`),
  );
}

/** Megabytes a second. */
function speed(redact: (text: string) => string, text: string): number {
  let written = 0;
  const ms = medianMs(() => (written += redact(text).length));
  if (written === 0) throw new Error("nothing was looked through");
  return text.length / 1000 / ms;
}

function logging(options: pino.LoggerOptions): number {
  const destination = pino.destination({ dest: "/dev/null", sync: true });
  const logger = pino(options, destination);
  const user = { id: 17, name: "ada", password: "not-loaded" };
  return medianMs(() => {
    for (let line = 0; line < 20_000; line++)
      logger.info({ user, headers: { accept: "*/*", authorization: "none" }, line }, "request handled");
  });
}

function medianMs(call: () => unknown): number {
  const times = Array.from({ length: 25 }, () => {
    const startedAt = performance.now();
    call();
    return performance.now() - startedAt;
  });
  // What is measured is the long run; the first calls also compile.
  return median(times.slice(5));
}
