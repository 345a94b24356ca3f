import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

import fc from "fast-check";
import { afterAll, afterEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { ChainFile } from "./chain-file.ts";
import { segmentPath, segmentsOf } from "./segments.ts";
import { verifyAudit } from "./verify-audit.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;

/** A chain of this many entries, the longest of which don't fit into one chunk that is read. */
function chain(entries: number, maxBytes = 1e9, longest = 200): { path: string; heads: string[] } {
  const path = join(mkdtempSync(join(folder, "x")), `audit-${++made}.log`);
  const file = new ChainFile(path, maxBytes);
  const heads: string[] = [];
  for (let index = 0; index < entries; index++) {
    const batch = file.batch([
      JSON.stringify({ event: "read", index, text: "é".repeat((index * 7) % longest) }),
    ]);
    file.writeSync(batch);
    file.confirm(batch);
    heads.push(file.last.hash);
  }
  file.close();
  return { path, heads };
}

async function kindsIn(path: string, options = {}): Promise<string[]> {
  const { ok, problems } = await verifyAudit(path, options);
  expect(ok).toBe(problems.length === 0);
  return problems.map(({ kind }) => kind);
}

describe("what was written holds", () => {
  test.each([
    ["in one file", 200, 1e9, 200],
    ["in many files", 200, 1_000, 200],
    ["with a file for each entry", 12, 1, 200],
    ["with entries longer than a chunk", 20, 1e9, 300_000],
  ])("%s", async (_, entries, maxBytes, longest) => {
    const { path, heads } = chain(entries, maxBytes, longest);
    expect(await verifyAudit(path, { head: heads.at(-1) ?? "" })).toEqual({
      ok: true,
      entries,
      head: heads.at(-1),
      problems: [],
    });
  });

  test("against an older head too", async () => {
    const { path, heads } = chain(20, 1_000);
    for (const head of heads) expect(await kindsIn(path, { head })).toEqual([]);
  });

  test("where older files were archived, by the last hash in them", async () => {
    const { path } = chain(40, 1_000);
    const archive = join(folder, "archive");
    renameSync(segmentPath(path, 1), archive);
    const { head } = await verifyAudit(archive);
    expect(await kindsIn(path)).toEqual(["gap"]);
    expect(await kindsIn(path, { after: head })).toEqual([]);
  });

  test("while the file is begun anew", async () => {
    const { path } = chain(5);
    const file = new ChainFile(path, 500);
    const state = { isWriting: true };
    const write = async () => {
      for (let index = 0; index < 300; index++) {
        const batch = file.batch(['{"event":"read"}']);
        await file.write(batch);
        file.confirm(batch);
      }
      state.isWriting = false;
    };
    const written = write();
    let looks = 0;
    while (state.isWriting) {
      // What is being written may be seen half; a file that was renamed is neither missed nor read twice.
      expect((await kindsIn(path)).filter((kind) => kind !== "torn")).toEqual([]);
      looks++;
    }
    await written;
    file.close();
    expect(looks).toBeGreaterThan(0);
    expect((await verifyAudit(path)).entries).toBe(305);
  });
});

describe("a writer that ends while a new file begins", () => {
  const fs = process.getBuiltinModule("node:fs");
  afterEach(() => vi.restoreAllMocks());

  const add = (file: ChainFile, event: string) => {
    const batch = file.batch([JSON.stringify({ event })]);
    file.writeSync(batch);
    file.confirm(batch);
  };
  const namesBeside = (path: string) =>
    readdirSync(dirname(path)).map((name) => name.replace(basename(path), "LOG"));

  test("leaves the full file under both its names: a whole chain, read once, that goes on", async () => {
    const { path, heads } = chain(10, 700);
    const [before, head] = [segmentsOf(path).length, heads.at(-1) ?? ""];
    linkSync(path, segmentPath(path, before + 1));
    expect(await verifyAudit(path, { head })).toEqual({ ok: true, entries: 10, head, problems: [] });
    const file = new ChainFile(path, 1e9);
    add(file, "more");
    file.close();
    expect(segmentsOf(path)).toHaveLength(before + 1);
    expect(await verifyAudit(path, { head })).toMatchObject({ ok: true, entries: 11 });
  });

  test("leaves an empty file that hasn't taken its place yet, and is made again", async () => {
    const { path } = chain(10, 700);
    writeFileSync(`${path}.next`, "what is left of it");
    const file = new ChainFile(path, 1);
    add(file, "more");
    file.close();
    expect(namesBeside(path)).not.toContain("LOG.next");
    expect(await verifyAudit(path)).toMatchObject({ ok: true, entries: 11 });
  });

  test.each(["rmSync", "openSync", "linkSync", "renameSync"] as const)(
    "a disk that refuses %s is no harm: the chain is whole, and goes on when it can",
    async (step) => {
      const { path } = chain(10, 700);
      const file = new ChainFile(path, 1);
      const refused = vi.spyOn(fs, step).mockImplementationOnce(() => {
        throw Object.assign(new Error("it refuses"), { code: "EIO" });
      });
      expect(() => file.batch(['{"event":"read"}'])).toThrow("it refuses");
      refused.mockRestore();
      expect(namesBeside(path)).not.toContain("LOG.next");
      expect(await verifyAudit(path)).toMatchObject({ ok: true, entries: 10 });
      const segments = segmentsOf(path).length;
      add(file, "more");
      file.close();
      expect(await verifyAudit(path)).toMatchObject({ ok: true, entries: 11 });
      // A full file that had both names already is not named a third time.
      expect(segmentsOf(path)).toHaveLength(segments + (step === "linkSync" ? 1 : 0));
    },
  );

  test("waits for a disk that takes a part at a time", async () => {
    const { path } = chain(1);
    const file = new ChainFile(path, 1e9);
    const write = fs.write as (...all: unknown[]) => void;
    vi.spyOn(fs, "write").mockImplementation((...all: unknown[]) => {
      const [descriptor, bytes, offset, length, position, answer] = all;
      setImmediate(() => write(descriptor, bytes, offset, Math.min(Number(length), 50), position, answer));
    });
    const batch = file.batch(['{"event":"read"}', '{"event":"read"}']);
    await file.write(batch);
    expect(readFileSync(path).subarray(batch.position)).toEqual(Buffer.from(batch.bytes));
    file.confirm(batch);
    file.close();
    expect(await verifyAudit(path)).toMatchObject({ ok: true, entries: 3 });
  });

  test("where the newest file is gone, the chain is not whole", async () => {
    const { path } = chain(10, 700);
    rmSync(path);
    expect(await kindsIn(path)).toEqual(["unreadable"]);
  });
});

describe("any single change is found", () => {
  const { path, heads } = chain(30, 2_500, 120);
  const files = [...segmentsOf(path).map((segment) => segmentPath(path, segment)), path];
  const originals = files.map((file) => readFileSync(file));
  const head = heads.at(-1) ?? "";

  /** What `change` makes of one file; `undefined`: the same as before. */
  async function problemsAfter(which: number, change: (bytes: Buffer) => Buffer, options = {}) {
    const [file = "", original = Buffer.alloc(0)] = [files[which], originals[which]];
    const changed = change(original);
    fc.pre(!changed.equals(original));
    writeFileSync(file, changed);
    try {
      return await kindsIn(path, options);
    } finally {
      writeFileSync(file, original);
    }
  }

  const anyFile = fc.nat({ max: files.length - 1 });
  const place = fc.double({ min: 0, max: 0.999_999, noNaN: true });

  test("a byte that is another", async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, place, fc.integer({ min: 1, max: 255 }), async (which, at, flip) => {
        const found = await problemsAfter(which, (bytes) => {
          const copy = Buffer.from(bytes);
          const index = Math.floor(at * copy.length);
          copy[index] = (copy[index] ?? 0) ^ flip;
          return copy;
        });
        expect(found).not.toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test("bytes that are gone, or were put in", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        place,
        fc.nat({ max: 3_000 }),
        fc.uint8Array({ maxLength: 40 }),
        async (which, at, length, added) => {
          // Never the last line end; all before it may be a truncation, which only the head shows.
          const cut = (bytes: Buffer) => Math.min(length, bytes.length - Math.floor(at * bytes.length) - 1);
          const found = await problemsAfter(
            which,
            (bytes) => {
              const index = Math.floor(at * bytes.length);
              return Buffer.concat([
                bytes.subarray(0, index),
                added,
                bytes.subarray(index + Math.max(0, cut(bytes))),
              ]);
            },
            { head },
          );
          expect(found).not.toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  const linesIn = (bytes: Buffer) => bytes.toString().split(/(?<=\n)/);

  test("lines that are gone, doubled or swapped", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyFile,
        fc.nat(),
        fc.nat(),
        fc.constantFrom("gone", "doubled", "swapped"),
        async (which, first, second, how) => {
          const found = await problemsAfter(
            which,
            (bytes) => {
              const lines = linesIn(bytes);
              const [a, b] = [first % lines.length, second % lines.length];
              const [lineA = "", lineB = ""] = [lines[a], lines[b]];
              if (how === "gone") lines.splice(a, 1);
              if (how === "doubled") lines.splice(b, 0, lineA);
              if (how === "swapped") [lines[a], lines[b]] = [lineB, lineA];
              return Buffer.from(lines.join(""));
            },
            { head },
          );
          expect(found).not.toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a truncation, against the head", async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, place, async (which, at) => {
        const found = await problemsAfter(
          which,
          (bytes) => bytes.subarray(0, Math.floor(at * bytes.length)),
          {
            head,
          },
        );
        expect(found).not.toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test("files that changed places, or are gone", async () => {
    for (const file of files) {
      const bytes = readFileSync(file);
      rmSync(file);
      expect(await kindsIn(path, { head })).not.toEqual([]);
      writeFileSync(file, bytes);
    }
    const [one = "", two = ""] = files;
    const [first, second] = [readFileSync(one), readFileSync(two)];
    writeFileSync(one, second);
    writeFileSync(two, first);
    expect(await kindsIn(path)).toEqual(["gap", "gap", "gap"]);
    writeFileSync(one, first);
    writeFileSync(two, second);
    expect(await kindsIn(path, { head })).toEqual([]);
  });
});

describe("a problem says", () => {
  test("which line of which file, and what is wrong with it", async () => {
    const { path, heads } = chain(9);
    const lines = readFileSync(path, "utf8").split(/(?<=\n)/);
    const [, two = ""] = lines;
    lines[1] = two.replace('"index":1', '"index":7');
    lines.splice(4, 2);
    writeFileSync(path, lines.join(""));
    appendFileSync(path, '{"n":10,"event":');
    const { entries, head, problems } = await verifyAudit(path, { head: heads[5] ?? "" });
    expect([entries, head]).toEqual([7, heads.at(-1)]);
    expect(problems).toEqual([
      { kind: "changed", file: path, line: 2, message: "the line is not as it was written" },
      { kind: "gap", file: path, line: 5, message: "2 entries are missing before it" },
      { kind: "torn", file: path, line: 8, message: "the last line is not whole" },
      { kind: "truncated", file: path, message: "the entry with the given head is not there" },
    ]);
  });

  describe("what stood before a line", () => {
    const one = chain(9);
    const other = chain(9, 1e9, 5);
    const linesOf = ({ path }: { path: string }) => readFileSync(path, "utf8").split(/(?<=\n)/);
    const kept = (...numbers: number[]) => numbers.map((number) => linesOf(one)[number]).join("");

    test.each([
      ["an entry that is missing", kept(0, 1, 3, 4), [[3, "an entry is missing before it"]]],
      ["entries that are missing", kept(0, 5, 6), [[2, "4 entries are missing before it"]]],
      ["the first one missing", kept(1, 2), [[1, "an entry is missing before it"]]],
      ["an entry twice", kept(0, 1, 1, 2), [[3, "it stands out of its order"]]],
      [
        "entries that changed places",
        kept(0, 2, 1, 3),
        [
          [2, "an entry is missing before it"],
          [3, "it stands out of its order"],
          [4, "an entry is missing before it"],
        ],
      ],
      [
        "another chain's entries",
        kept(0, 1, 2) + linesOf(other).slice(3, 6).join(""),
        [[4, "the entry before it is not the one that it was written after"]],
      ],
    ])("%s", async (_, text, gaps) => {
      const path = join(mkdtempSync(join(folder, "x")), "audit.log");
      writeFileSync(path, text);
      const { ok, problems } = await verifyAudit(path);
      expect(ok).toBe(false);
      expect(problems).toEqual(gaps.map(([line, message]) => ({ kind: "gap", file: path, line, message })));
    });

    test("of a chain whose beginning was archived: not the hash that was given", async () => {
      const path = join(mkdtempSync(join(folder, "x")), "audit.log");
      writeFileSync(path, kept(3, 4));
      const message = "the entry before it is not the one that it was written after";
      expect((await verifyAudit(path, { after: one.heads[2] ?? "" })).problems).toEqual([]);
      expect((await verifyAudit(path, { after: one.heads[1] ?? "" })).problems).toEqual([
        { kind: "gap", file: path, line: 1, message },
      ]);
    });
  });

  test("that there is no such file", async () => {
    const path = join(folder, "nothing.log");
    expect(await verifyAudit(path)).toEqual({
      ok: false,
      entries: 0,
      head: "0".repeat(43),
      problems: [{ kind: "unreadable", file: path, message: "the file can't be read: ENOENT" }],
    });
  });

  test("no more than a hundred times that a file is something else", async () => {
    const path = join(folder, "other.log");
    writeFileSync(path, "x\n".repeat(5_000));
    expect(await verifyAudit(path)).toMatchObject({ ok: false, entries: 5_000, problems: { length: 100 } });
  });

  test("that a line is longer than any entry, which is not kept in memory", async () => {
    const path = join(folder, "long.log");
    const block = Buffer.alloc(10_000_000, "x");
    for (let index = 0; index < 30; index++) appendFileSync(path, block);
    appendFileSync(path, "\n");
    const before = process.memoryUsage().arrayBuffers;
    expect(await kindsIn(path)).toEqual(["changed"]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
    rmSync(path);
  });
});

test("a chain leaves no file behind but its own", () => {
  const { path } = chain(10, 800);
  expect(readdirSync(join(path, "..")).every((name) => /^audit-\d+\.log(\.\d{6})?$/.test(name))).toBe(true);
});

test.skipIf(process.platform === "win32")(
  "what is no regular file is unreadable, and nobody waits for it",
  async () => {
    const own = mkdtempSync(join(tmpdir(), "confide-verify-"));
    onTestFinished(() => rmSync(own, { recursive: true, force: true }));
    const path = join(own, "audit.log");
    execFileSync("mkfifo", [path]);
    expect((await verifyAudit(path)).problems).toMatchObject([{ kind: "unreadable" }]);
  },
);
