import { execFile, spawn } from "node:child_process";
import diagnostics from "node:diagnostics_channel";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

import { afterAll, describe, expect, test, vi } from "vitest";
import * as z from "zod";

import { loadConfig, loadConfigSync } from "../load/load.ts";
import { newOwner } from "../lock/lock-owner.ts";
import { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import { memory } from "../sources/memory.ts";
import { fromStore } from "../stores/from-store.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { auditFile } from "./audit-file.ts";
import { verifyAudit } from "./verify-audit.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-audit-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** As a lock's name has it. */
const HOST = hostname().replaceAll(".", "-");

let made = 0;
const newPath = () => join(mkdtempSync(join(folder, "x")), `audit-${++made}.log`);

type Line = Readonly<Record<string, unknown>>;

function linesOf(path: string): Line[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

const eventsIn = (path: string) => linesOf(path).map(({ event }) => event);

test("it writes who read which secret, chained, and tells the head", async () => {
  const path = newPath();
  const heads: string[] = [];
  const store = memoryStore({ "prod/stripe": { apiKey: "sk_made_up" } });
  const audit = auditFile(path, { onHead: (head) => heads.push(head) });
  const config = await loadConfig({
    schema: z.object({ stripe: z.object({ apiKey: secret(z.string()) }) }),
    sources: [fromStore(store, { refs: { stripe: "prod/stripe" } })],
  });
  config.stripe.apiKey.reveal();
  config.stripe.apiKey.reveal("a test");
  await audit.close();
  const place = { store: "memory-store", version: "1", outcome: "ok" };
  const lines = linesOf(path);
  expect(lines).toMatchObject([
    { n: 1, event: "open", host: hostname(), pid: process.pid, key: "random", prev: "0".repeat(43) },
    { n: 2, event: "read", settings: ["stripe"], ref: "prod/stripe", ...place },
    {
      event: "load",
      outcome: "ok",
      settings: [{ setting: "stripe.apiKey", ref: "prod/stripe#apiKey", ...place }],
    },
    { event: "reveal", setting: "stripe.apiKey", ref: "prod/stripe#apiKey", ...place },
    { event: "reveal", setting: "stripe.apiKey", purpose: "a test", ...place },
    { n: 6, event: "close" },
  ]);
  for (const line of lines) expect(new Date(line.time as string).toISOString()).toBe(line.time);
  for (const line of lines.slice(3, 5)) expect(line.fingerprint).toMatch(/^[\w-]{16}$/);
  expect(readFileSync(path, "utf8")).not.toContain("made_up");
  expect(heads.at(-1)).toBe(audit.head);
  expect(audit.head).toBe(lines.at(-1)?.hash);
  expect(await verifyAudit(path, { head: audit.head })).toMatchObject({ ok: true, entries: 6 });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("it goes on where it ended, and over full files", async () => {
  const path = newPath();
  const heads: string[] = [];
  for (let run = 0; run < 4; run++) {
    await using audit = auditFile(path, { maxBytes: 1_500, onHead: (head) => heads.push(head) });
    for (let index = 0; index < 20; index++) new Secret("x", `setting.${index}`).reveal();
    expect(heads).toContain(audit.head);
  }
  const files = readdirSync(join(path, ".."));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) expect(statSync(join(path, "..", file)).size).toBeLessThanOrEqual(1_500);
  for (const head of heads)
    expect(await verifyAudit(path, { head })).toMatchObject({ ok: true, entries: 4 * 22 });
});

test("nothing is heard after its end, and ending twice is ending", async () => {
  const path = newPath();
  const audit = auditFile(path);
  await Promise.all([audit.close(), audit.close()]);
  await audit[Symbol.asyncDispose]();
  new Secret("x").reveal();
  expect(eventsIn(path)).toEqual(["open", "close"]);
  expect(process.listeners("exit").filter(({ name }) => name === "end")).toEqual([]);
});

describe("a fingerprint", () => {
  const key = new Secret("k".repeat(32));
  const definition = {
    schema: z.object({ one: secret(z.string()), two: secret(z.string()), same: secret(z.string()) }),
    sources: [memory({ one: "1", two: "2", same: "1" })],
  };

  async function printsUnder(options: object): Promise<unknown[]> {
    const path = newPath();
    const audit = auditFile(path, options);
    const config = loadConfigSync(definition);
    config.one.reveal();
    await audit.close();
    const [, load, reveal] = linesOf(path);
    const settings = load?.settings as Line[];
    return [...settings.map(({ fingerprint }) => fingerprint), reveal?.fingerprint];
  }

  test("is the same for the same value, under the same key", async () => {
    const [one, two, same, revealed] = await printsUnder({ key });
    expect([same, revealed]).toEqual([one, one]);
    expect(two).not.toBe(one);
    expect(await printsUnder({ key: new Secret(new TextEncoder().encode("k".repeat(32))) })).toEqual([
      one,
      two,
      one,
      one,
    ]);
    expect(await printsUnder({})).not.toContain(one);
    expect(await printsUnder({ key: new Secret("l".repeat(32)) })).not.toContain(one);
  });

  test("under a short key is refused", () => {
    const path = newPath();
    expect(() => auditFile(path, { key: new Secret("hunter2") })).toThrow(
      "the key of an audit file needs at least 32 random bytes or characters",
    );
    expect(readdirSync(join(path, ".."))).toEqual([]);
  });

  test("that somebody else made is left out under a key", async () => {
    const path = newPath();
    const audit = auditFile(path, { key });
    const channel = process.getBuiltinModule("node:diagnostics_channel").channel("confide:rotate");
    channel.publish({
      event: "rotate",
      fingerprint: "of another key",
      settings: ["a", { fingerprint: "another" }],
    });
    await audit.close();
    expect(linesOf(path)[1]).toMatchObject({ event: "rotate", settings: ["a", {}] });
    expect(readFileSync(path, "utf8")).not.toContain("another");
  });
});

describe("one writer at a time", () => {
  test("in a process", async () => {
    const path = newPath();
    await using audit = auditFile(path);
    expect(() => auditFile(path)).toThrow(
      `the audit file ${path} can't be opened: process ${process.pid} on ${HOST} writes to it. If that one is gone, remove ${path}.lock`,
    );
    expect(audit.head).toHaveLength(43);
  });

  /** The lock that a process leaves behind, and how long ago it gave its last sign of life. */
  function leaveLock(path: string, owner: string, ageMs = 0): string {
    const file = join(`${path}.lock`, owner);
    mkdirSync(`${path}.lock`);
    writeFileSync(file, "");
    const seconds = (Date.now() - ageMs) / 1_000;
    utimesSync(file, seconds, seconds);
    return file;
  }

  const ownerParts = () => newOwner().split(".") as [pid: string, start: string, machine: string, id: string];
  const FOREIGN = "7.1.another-machine-0123abcd-4026531836.01234567-89ab-cdef-0123-456789abcdef";

  async function numberOfDead(): Promise<string> {
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    return String(child.pid);
  }

  test.each([
    ["has ended", async () => [await numberOfDead(), ...ownerParts().slice(1)].join(".")],
    ["has a number that another one has by now", async () => ownerParts().with(1, "1").join(".")],
  ])("the lock of a process that %s is taken at once", async (_, leftBy) => {
    const path = newPath();
    leaveLock(path, await leftBy());
    await auditFile(path).close();
    expect(readdirSync(dirname(path))).toEqual([basename(path)]);
  });

  test.runIf(process.platform === "linux")("the lock of a zombie is taken at once", async () => {
    const program = `const { pid } = require("node:child_process").spawn("true");
      require("node:fs").writeSync(1, String(pid));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;
    const parent = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [output] = (await once(parent.stdout, "data")) as [Buffer];
      const pid = output.toString().trim();
      const words = () => readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
      await expect.poll(() => words()[0], { timeout: 20_000 }).toBe("Z");
      const path = newPath();
      leaveLock(path, ownerParts().with(0, pid).with(1, String(words()[19])).join("."));
      await auditFile(path).close();
      expect(readdirSync(dirname(path))).toEqual([basename(path)]);
    } finally {
      parent.kill("SIGKILL");
    }
  });

  test.each([
    ["another machine", async () => FOREIGN],
    [
      "another container with the same host name, whatever runs here under its number",
      async () => {
        const [, start, machine, id] = ownerParts();
        return [await numberOfDead(), start, `${machine}7`, id].join(".");
      },
    ],
    [
      "this machine before it was started again",
      async () => {
        const [pid, start, machine, id] = ownerParts();
        return [pid, start, machine.replace(/-[0-9a-f]{8}-/, "-00000000-"), id].join(".");
      },
    ],
  ])("a lock of %s is taken 60 s after its last sign of life", async (_, leftBy) => {
    const path = newPath();
    const owner = await leftBy();
    const file = leaveLock(path, owner, 55_000);
    const host = owner === FOREIGN ? "another-machine" : HOST;
    expect(() => auditFile(path)).toThrow(
      `process ${owner.split(".")[0]} on ${host} writes to it, or has ended less than 60 s ago. If it has ended, wait, or remove ${path}.lock`,
    );
    expect(readdirSync(dirname(path))).toEqual([`${basename(path)}.lock`]);
    utimesSync(file, 0, (Date.now() - 65_000) / 1_000);
    await auditFile(path).close();
    expect(readdirSync(dirname(path))).toEqual([basename(path)]);
  });

  test("a file or a folder of somebody else's in the lock's place is unchanged, and named", () => {
    for (const make of [
      (lock: string) => writeFileSync(lock, "precious"),
      (lock: string) => {
        mkdirSync(lock);
        writeFileSync(join(lock, "precious"), "");
      },
    ]) {
      const path = newPath();
      make(`${path}.lock`);
      expect(() => auditFile(path)).toThrow(
        `something that is no lock is in the place of its lock. If nobody needs it, remove ${path}.lock`,
      );
      expect(readdirSync(dirname(path))).toEqual([`${basename(path)}.lock`]);
      expect(statSync(`${path}.lock`).isFile() || readdirSync(`${path}.lock`)[0] === "precious").toBe(true);
    }
  });

  test("no file is deleted that the lock didn't make, and those of dead writers that waited are", async () => {
    const path = newPath();
    const precious = [`.lock.stale.${process.pid}`, ".lock.backup", `.lock.${process.pid}.abc123`];
    for (const end of precious) writeFileSync(path + end, "precious");
    const [, ...rest] = ownerParts();
    const dead = [await numberOfDead(), ...rest].join(".");
    mkdirSync(`${path}.lock.${dead}`);
    writeFileSync(join(`${path}.lock.${dead}`, dead), "");
    await auditFile(path).close();
    expect(readdirSync(dirname(path)).toSorted()).toEqual(
      ["", ...precious].map((end) => basename(path) + end).toSorted(),
    );
  });

  test("a file that can't be opened keeps no lock", () => {
    const path = newPath();
    writeFileSync(path, "DATABASE_HOST=made-up");
    expect(() => auditFile(path)).toThrow("it holds something else than an audit");
    expect(readdirSync(dirname(path))).toEqual([basename(path)]);
  });
});

describe("one writer by whatever name", () => {
  /** The names that the files of an audit have, beside those that a test made itself. */
  const namesBeside = (path: string) => readdirSync(dirname(path)).toSorted();

  test.each([
    ["a link", (path: string, link: string) => symlinkSync(path, link)],
    ["a relative link", (path: string, link: string) => symlinkSync(basename(path), link)],
    [
      "a link to a link",
      (path: string, link: string) => {
        symlinkSync(path, `${link}.between`);
        symlinkSync(`${link}.between`, link);
      },
    ],
  ])("%s is the file", async (_, make) => {
    const path = newPath();
    const link = `${path}.link`;
    make(path, link);
    {
      await using audit = auditFile(link);
      expect(() => auditFile(path)).toThrow(`process ${process.pid} on ${HOST} writes to it`);
      expect(() => auditFile(link)).toThrow(`writes to it`);
      expect(audit.head).toHaveLength(43);
    }
    await auditFile(path).close();
    expect(eventsIn(path)).toEqual(["open", "close", "open", "close"]);
    expect(await verifyAudit(link)).toMatchObject({ ok: true, entries: 4 });
  });

  test("a linked folder and a relative path are the folder", async () => {
    const path = newPath();
    const folderLink = join(dirname(dirname(path)), `folder-${++made}`);
    symlinkSync(dirname(path), folderLink);
    await using audit = auditFile(path);
    for (const other of [join(folderLink, basename(path)), relative(process.cwd(), path)])
      expect(() => auditFile(other)).toThrow(`writes to it`);
    expect(audit.head).toHaveLength(43);
  });

  test("full files stand beside the file, not beside a link to it", async () => {
    const path = newPath();
    const link = join(mkdtempSync(join(folder, "x")), "link.log");
    symlinkSync(path, link);
    const audit = auditFile(link, { maxBytes: 600 });
    for (let index = 0; index < 10; index++) new Secret("x", `setting.${index}`).reveal();
    await audit.close();
    expect(namesBeside(link)).toEqual(["link.log"]);
    expect(namesBeside(path).length).toBeGreaterThan(3);
    expect(await verifyAudit(link)).toMatchObject({ ok: true, entries: 12 });
    expect(await verifyAudit(path)).toMatchObject({ ok: true, entries: 12 });
  });

  test("a file with a second name is refused, as the lock has one", async () => {
    const path = newPath();
    await auditFile(path).close();
    const before = readFileSync(path);
    linkSync(path, `${path}.other`);
    for (const name of [path, `${path}.other`])
      expect(() => auditFile(name)).toThrow("it has several names (hard links)");
    expect(readFileSync(path)).toEqual(before);
    rmSync(`${path}.other`);
    await auditFile(path).close();
    expect((await verifyAudit(path)).entries).toBe(4);
  });

  test("links in a circle are an error", () => {
    const path = newPath();
    symlinkSync(`${path}.b`, `${path}.a`);
    symlinkSync(`${path}.a`, `${path}.b`);
    expect(() => auditFile(`${path}.a`)).toThrow("can't be opened: ELOOP");
  });

  test("who writes to the same file all the same, by a mount, is told of", async () => {
    const path = newPath();
    const problems: string[] = [];
    const audit = auditFile(path, { onProblem: ({ message }) => problems.push(message) });
    appendFileSync(path, "somebody else's line\n");
    new Secret("x", "a.setting").reveal();
    await expect(audit.close()).rejects.toThrow("lacks its last entries (2)");
    expect(problems).toEqual([`${path} can't be written for now: something else writes to it too`]);
    expect(readFileSync(path, "utf8").endsWith("somebody else's line\n")).toBe(true);
  });

  test("a file that was removed under its writer is told of", async () => {
    const path = newPath();
    const problems: string[] = [];
    const audit = auditFile(path, { onProblem: ({ message }) => problems.push(message) });
    rmSync(path);
    await expect(audit.close()).rejects.toThrow("lacks its last entries");
    expect(problems).toEqual([`${path} can't be written for now: it was removed`]);
  });
});

describe("what else a file holds", () => {
  test.each([
    ["text without a line end", "DATABASE_PASSWORD=made-up"],
    ["one line", "made up\n"],
    ["lines, the last without its end", "made up\nand more"],
    ["JSON", '{"n": 1, "made": "up"}'],
    ["JSON that begins nearly as an entry", '{"n":1}'],
    ["JSON lines", '{"level":30}\n{"level":40}\n'],
    ["zeros", "\0".repeat(100)],
    ["an empty line", "\n"],
  ])("is refused, and unchanged: %s", (_, text) => {
    const path = newPath();
    writeFileSync(path, text);
    expect(() => auditFile(path)).toThrow(
      `the audit file ${path} can't be opened: it holds something else than an audit, and is left as it is: name another file`,
    );
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(dirname(path))).toEqual([basename(path)]);
  });

  test("behind a whole entry is refused too", async () => {
    const path = newPath();
    await auditFile(path).close();
    for (const text of ["a note", "a note\n"]) {
      const entries = readFileSync(path, "utf8");
      appendFileSync(path, text);
      expect(() => auditFile(path)).toThrow("it holds something else than an audit");
      expect(readFileSync(path, "utf8")).toBe(entries + text);
      writeFileSync(path, entries);
    }
  });

  test("an entry that was cut anywhere is cut off", async () => {
    const path = newPath();
    await auditFile(path).close();
    const whole = readFileSync(path, "utf8");
    for (const length of [1, 2, 3, 4, 5, 6, 7, 8, 9, 30, whole.indexOf("\n") - 1]) {
      const cut = newPath();
      writeFileSync(cut, whole.slice(0, length), { mode: 0o600 });
      await auditFile(cut).close();
      expect(linesOf(cut)).toMatchObject([{ n: 1, event: "open", tornBytes: length }, { n: 2 }]);
    }
  });

  test("in the place of a full file is refused", async () => {
    const path = newPath();
    writeFileSync(`${path}.000001`, "made up\n");
    expect(() => auditFile(path)).toThrow("it holds something else than an audit");
    expect(readFileSync(`${path}.000001`, "utf8")).toBe("made up\n");
  });
});

describe("the mode of a file that is there already", () => {
  const open = async (mode: number) => {
    const path = newPath();
    writeFileSync(path, "");
    chmodSync(path, mode);
    const problems: string[] = [];
    await auditFile(path, {
      onProblem: ({ message }) => problems.push(message.replaceAll(path, "FILE")),
    }).close();
    expect(statSync(path).mode & 0o777).toBe(mode);
    return problems;
  };

  test.skipIf(process.platform === "win32").each([
    [0o666, "others than its owner may write to"],
    [0o660, "others than its owner may write to"],
    [0o602, "others than its owner may write to"],
    [0o644, "everybody may read"],
  ])("%o is told of", async (mode, who) => {
    expect(await open(mode)).toEqual([
      `FILE is a file that ${who} (mode ${mode.toString(8)}): chmod 600 FILE`,
    ]);
  });

  test.each([0o600, 0o640, 0o400 | 0o200])("%o is not", async (mode) => {
    expect(await open(mode)).toEqual([]);
  });
});

describe("it can't be opened", () => {
  test.each([
    ["in a folder that isn't there", join(folder, "nowhere", "audit.log"), "ENOENT"],
    ["as a folder", folder, "EISDIR"],
  ])("%s", (_, path, code) => {
    expect(() => auditFile(path)).toThrow(`the audit file ${path} can't be opened: ${code}`);
  });

  test.skipIf(process.platform === "win32")("as a FIFO", async () => {
    const path = newPath();
    await promisify(execFile)("mkfifo", [path]);
    expect(() => auditFile(path)).toThrow(`the audit file ${path} can't be opened: it is no regular file`);
  });

  test("to hold no bytes", () => {
    expect(() => auditFile(newPath(), { maxBytes: 0 })).toThrow("maxBytes is no number of bytes");
  });
});

test("a line that was not finished is cut off and told of, and the chain goes on", async () => {
  const path = newPath();
  await auditFile(path).close();
  appendFileSync(path, '{"n":3,"event":"rev');
  expect((await verifyAudit(path)).problems).toMatchObject([{ kind: "torn" }]);
  await auditFile(path).close();
  expect(linesOf(path)).toMatchObject([{}, {}, { n: 3, event: "open", tornBytes: 19 }, {}]);
  expect(await verifyAudit(path)).toMatchObject({ ok: true, entries: 4 });
});

test("a changed last line stays, for verifyAudit to find", async () => {
  const path = newPath();
  await auditFile(path).close();
  writeFileSync(path, readFileSync(path, "utf8").replace('"close"', '"clase"'));
  await auditFile(path).close();
  expect((await verifyAudit(path)).problems).toMatchObject([{ kind: "changed", line: 2 }]);
});

test("what anybody else publishes does no harm", async () => {
  const path = newPath();
  const problems: string[] = [];
  const audit = auditFile(path, { onProblem: ({ message }) => problems.push(message) });
  const channel = process.getBuiltinModule("node:diagnostics_channel").channel("confide:rotate");
  const circle: { event: string; self?: unknown } = { event: "rotate" };
  circle.self = circle;
  const asText = { event: "rotate", toJSON: () => "text" };
  for (const message of [undefined, 1, "text", {}, [], circle, asText]) channel.publish(message);
  channel.publish({ event: "rotate", prev: "x", hash: "y", text: "\n" });
  await audit.close();
  expect(problems).toHaveLength(7);
  expect(eventsIn(path)).toEqual(["open", "rotate", "close"]);
  expect((await verifyAudit(path)).ok).toBe(true);
});

describe("an event's own fields", () => {
  const publish = (event: object) =>
    process.getBuiltinModule("node:diagnostics_channel").channel("confide:rotate").publish(event);

  test.each([
    ["n, prev and hash", { event: "rotate", n: 99, prev: "x", hash: "y", step: "claim" }],
    [
      "a toJSON",
      { event: "rotate", toJSON: () => ({ event: "rotate", n: 99, prev: "x", hash: "y", step: "claim" }) },
    ],
    [
      "those of a class",
      new (class {
        readonly event = "rotate";
        readonly step = "claim";
        readonly n = 99;
        get hash() {
          return "y";
        }
      })(),
    ],
  ])("don't shadow the file's: %s", async (_, event) => {
    const path = newPath();
    const audit = auditFile(path);
    publish(event);
    await audit.close();
    const [first, line, last] = readFileSync(path, "utf8").split("\n");
    expect(line?.match(/"(?:n|prev|hash)":/g)).toEqual(['"n":', '"prev":', '"hash":']);
    const [open, told, close] = [first, line, last].map((each) => JSON.parse(each ?? "") as Line);
    expect(told).toMatchObject({ n: 2, event: "rotate", step: "claim", prev: open?.hash });
    expect(close?.prev).toBe(told?.hash);
    expect((await verifyAudit(path)).ok).toBe(true);
  });

  test.each([
    ["a toJSON that says nothing", { event: "rotate", toJSON: () => ({}) }],
    ["a toJSON that is a list", { event: "rotate", toJSON: () => ["rotate"] }],
    ["a toJSON that throws", { event: "rotate", toJSON: () => JSON.parse("{") as unknown }],
    ["no name", { event: undefined }],
    ["a name that is no string", { event: 1 }],
    [
      "a field that throws",
      {
        event: "rotate",
        get step() {
          return JSON.parse("{") as string;
        },
      },
    ],
  ])("that make no entry are told of: %s", async (_, event) => {
    const path = newPath();
    const problems: string[] = [];
    const audit = auditFile(path, { onProblem: ({ message }) => problems.push(message) });
    publish(event);
    await audit.close();
    expect(problems).toEqual([`${path}: an event that is none of confide's was left out`]);
    expect(eventsIn(path)).toEqual(["open", "close"]);
    expect((await verifyAudit(path)).ok).toBe(true);
  });
});

// Processes of their own, that end in every way.
const program = (path: string, rest: string) => `
  import { auditFile, Secret } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, "../index.ts")).href)};
  const print = (text) => process.getBuiltinModule("node:fs").writeSync(1, text + "\\n");
  const secrets = Array.from({ length: 50 }, (_, index) => new Secret("x" + index, "setting." + index));
  const audit = auditFile(${JSON.stringify(path)}, { maxBytes: 20_000, onHead: print });
  ${rest}`;

const parameters = (code: string) => ["--input-type=module", "-e", code];

describe("a process that ends", { timeout: 120_000 }, () => {
  test.each([
    ["by itself, the file not closed", ""],
    ["by process.exit, while it writes", "setImmediate(() => process.exit());"],
    ["by an exception", "setImmediate(() => { throw new Error('it ends'); });"],
  ])("%s, has written everything", async (_, end) => {
    const path = newPath();
    const code = program(
      path,
      `for (let i = 0; i < 40; i++) for (const each of secrets) each.reveal();\n${end}`,
    );
    await promisify(execFile)(process.execPath, parameters(code)).catch(() => undefined);
    expect(await verifyAudit(path)).toMatchObject({ ok: true, entries: 2 + 2_000 });
    expect(eventsIn(path).at(-1)).toBe("close");
    expect(readdirSync(join(path, "..")).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  test("by kill -9 at any moment, leaves a chain with every head that it told, and the next one goes on", async () => {
    const path = newPath();
    const code = program(path, "setInterval(() => { for (const each of secrets) each.reveal(); }, 0);");
    const heads: string[] = [];
    for (let run = 0; run < 12; run++) {
      const child = spawn(process.execPath, parameters(code), { stdio: ["ignore", "pipe", "inherit"] });
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
      await once(child.stdout, "data");
      await sleep(Math.random() * 60);
      child.kill("SIGKILL");
      await once(child, "close");
      const told = output.split("\n").slice(0, -1);
      heads.push(...told.slice(-1));
      const { problems } = await verifyAudit(path, { head: told.at(-1) ?? "" });
      expect(problems.filter(({ kind }) => kind !== "torn")).toEqual([]);
    }
    await auditFile(path).close();
    expect(heads).toHaveLength(12);
    for (const head of heads) expect((await verifyAudit(path, { head })).problems).toEqual([]);
  });
});

test("what onProblem and onHead throw keeps no entry from the file", async () => {
  const path = newPath();
  const later: (() => void)[] = [];
  const queue = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((run) => void later.push(run));
  const fail = () => {
    throw new Error("nobody there");
  };
  const audit = auditFile(path, { onHead: fail, onProblem: fail });
  diagnostics
    .channel("confide:rotate")
    .publish({ event: "rotate", toJSON: () => JSON.parse("{") as unknown });
  await loadConfig({ schema: z.object({ a: z.string() }), sources: [memory({ a: "1" })] });
  await audit.close();
  queue.mockRestore();
  expect(eventsIn(path)).toEqual(["open", "load", "close"]);
  expect(later.length).toBeGreaterThanOrEqual(3);
});
