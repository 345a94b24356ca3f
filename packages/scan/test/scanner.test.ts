import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, truncateSync } from "node:fs";
import { deflateSync } from "node:zlib";

import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { ScanError, scanner, type ScannerOptions } from "../src/index.ts";
import { gzipOf, tarOf, zipOf, zstdOf } from "./kit/archives.ts";
import { Folder, gitEnv, repository } from "./kit/repository.ts";

const VALUE = "Tr0ub4dor-und-3";
const looking = (options: ScannerOptions = {}) =>
  scanner([new Secret(VALUE, "db.password")], { env: gitEnv, ...options });

/** What a packer makes several blocks of. */
const LONG = Array.from({ length: 50_000 }, (_, index) => `line ${index * 7}`).join("\n");

async function inFile(name: string, content: string | Uint8Array, options?: ScannerOptions) {
  using folder = new Folder();
  folder.write(name, content);
  const report = await looking(options).path(folder.file(name));
  return JSON.parse(JSON.stringify(report).replaceAll(folder.path, "…")) as typeof report;
}

describe("a finding says where it is", () => {
  test("by line and column, in characters", async () => {
    const { findings, looked } = await inFile("a.txt", `one\r\nzwölf 🔑 ${VALUE}\n`);
    expect(findings).toEqual([
      { setting: "db.password", known: true, form: "plain", in: "content", path: "…/a.txt", line: 2, column: 10 },
    ]);
    expect(looked).toEqual({ contents: 1, bytes: 33 });
  }); // prettier-ignore

  test("in UTF-16 too", async () => {
    const { findings } = await inFile("a.txt", Buffer.from(`\ufeffone\nzwölf ${VALUE}`, "utf16le"));
    expect(findings).toMatchObject([{ line: 2, column: 7 }]);
  });

  test("in a file that is longer than what is looked through at once", async () => {
    const lines = Array.from({ length: 400_000 }, (_, index) => `line ${index} of it`);
    lines[100_000] += ` ${VALUE}`;
    lines[399_999] += ` ${VALUE}`;
    const { findings } = await inFile("a.log", lines.join("\n"));
    expect(findings).toMatchObject([
      { line: 100_001, column: 19 },
      { line: 400_000, column: 19 },
    ]);
  });

  test("on a line that is longer than that", async () => {
    const { findings } = await inFile("a.log", `\n${"x ".repeat(5_000_000)}${VALUE}`);
    expect(findings).toMatchObject([{ line: 2, column: 10_000_001 }]);
  });

  test("in archives, by the name of each", async () => {
    const zip = zipOf({ "b/c.txt": Buffer.from(`\n${VALUE}`) });
    const { findings } = await inFile("a.tar", await tarOf({ "b.zip": zip }));
    expect(findings).toMatchObject([{ path: "…/a.tar!b.zip!b/c.txt", line: 2, column: 1 }]);
  });

  test("in the history, by the commit that brought it, its author and its date", async () => {
    using folder = repository();
    folder.write("a.env", `x=${VALUE}`);
    folder.commit();
    const id = folder.git("rev-parse", "HEAD");
    folder.write("a.env", `\nx=${VALUE}`);
    folder.commit();
    const { findings } = await looking().history(folder.path);
    const object = folder.git("rev-parse", `${id}:a.env`);
    const commit = { id, author: "Ada <ada@example.com>", date: expect.stringMatching(/^2026-01-02T03:04:05(?:Z|\+00:00)$/) as string };
    expect(findings).toEqual([
      { setting: "db.password", known: true, form: "plain", in: "content", path: "a.env", line: 1, column: 3, commit, object, versions: 2 },
    ]);
  }); // prettier-ignore
});

describe("nothing that is printed holds a value", () => {
  test("not the name of a file, an archive, a branch or an author", async () => {
    using folder = repository();
    folder.write(`${VALUE}/${VALUE}.zip`, zipOf({ [VALUE]: Buffer.from(VALUE) }));
    folder.gitWith({ env: { GIT_AUTHOR_NAME: VALUE } }, "add", "--all");
    folder.gitWith({ env: { GIT_AUTHOR_NAME: VALUE }, input: VALUE }, "commit", "--quiet", "--file=-");
    folder.git("branch", VALUE);
    folder.git("tag", "-m", VALUE, `v-${VALUE}`);
    const reports = [
      await looking().workTree(folder.path),
      await looking().history(folder.path, { unreachable: true }),
      await looking().path(folder.path),
    ];
    for (const report of reports) {
      expect(report.findings.length).toBeGreaterThan(2);
      expect(JSON.stringify(report)).not.toContain(VALUE);
    }
    expect(reports[1]?.findings.map((each) => each.in)).toEqual(
      expect.arrayContaining(["commit", "tag", "ref-name", "file-name", "content"]),
    );
  });
});

describe("what could not be read is reported", () => {
  test("a shallow clone", async () => {
    using folder = repository();
    folder.write("a", VALUE);
    folder.commit();
    using clone = new Folder();
    clone.git("clone", "--quiet", "--depth=1", `file://${folder.path}`, "c");
    const { unread, findings } = await looking().history(clone.file("c"));
    expect(unread).toEqual([{ path: ".", why: "shallow" }]);
    expect(findings).toHaveLength(1);
  });

  test("a clone without blobs", async () => {
    using folder = repository();
    folder.git("config", "uploadpack.allowFilter", "true");
    using clone = new Folder();
    clone.git("clone", "--quiet", "--filter=blob:none", `file://${folder.path}`, "c");
    expect((await looking().history(clone.file("c"))).unread).toEqual([{ path: ".", why: "partial" }]);
  });

  test.each(["git-lfs", "hawser"])("a pointer of Git LFS (%s) whose object isn't here", async (name) => {
    using folder = repository();
    const oid = "0".repeat(64);
    folder.write("a.bin", `version https://${name}.github.com/spec/v1\noid sha256:${oid}\nsize 3\n`);
    folder.git("add", "--all");
    expect((await looking().workTree(folder.path)).unread).toEqual([{ path: "a.bin", why: "lfs" }]);
    expect((await looking().staged(folder.path)).unread).toEqual([{ path: "a.bin", why: "lfs" }]);
  });

  test("an object that the repository has lost", async () => {
    using folder = repository();
    folder.write("a", "some text");
    folder.git("add", "--all");
    const id = folder.git("rev-parse", ":a");
    rmSync(folder.file(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`));
    expect((await looking().staged(folder.path)).unread).toEqual([{ path: "a", why: "missing-object" }]);
  });

  test("a broken object is git's failure, and no clean report", async () => {
    using folder = repository();
    folder.write("a", "some text of a file ".repeat(100));
    folder.commit();
    const id = folder.git("rev-parse", "HEAD:a");
    const file = folder.file(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`);
    chmodSync(file, 0o644);
    truncateSync(file, 30);
    await expect(looking().history(folder.path)).rejects.toMatchObject({ code: "git-failed" });
  });

  test("an archive with a password", async () => {
    const zip = zipOf({ a: Buffer.from(VALUE) });
    zip.writeUInt16LE(zip.readUInt16LE(6) | 1, 6);
    expect((await inFile("a.zip", zip)).unread).toEqual([{ path: "…/a.zip", why: "encrypted" }]);
  });

  test("an archive of an unknown compression", async () => {
    const zip = zipOf({ a: Buffer.from("some text ".repeat(100)) });
    zip.writeUInt16LE(99, 8);
    expect((await inFile("a.zip", zip)).unread).toEqual([{ path: "…/a.zip", why: "unsupported" }]);
  });

  test.each([
    ["gzip", gzipOf],
    ["zstd", zstdOf],
    ["zip", (content: Buffer) => zipOf({ a: content })],
  ])("%s that unpacks to more than the limit", async (_, pack) => {
    const packed = pack(Buffer.alloc(1_000_000));
    expect((await inFile("a", packed, { mostUnpackedBytes: 999_999 })).unread).toEqual([
      { path: "…/a", why: "too-large" },
    ]);
    expect((await inFile("a", packed, { mostUnpackedBytes: 1_000_000 })).unread).toEqual([]);
  });

  test("archives that unpack to more than the limit only together", async () => {
    const half = gzipOf(Buffer.alloc(600_000));
    const both = await tarOf({ a: half, b: half });
    expect((await inFile("a", both, { mostUnpackedBytes: 1_000_000 })).unread).toEqual([
      { path: "…/a!b", why: "too-large" },
    ]);
  });

  test("an archive that is in too many others", async () => {
    const nested = [1, 2, 3].reduce((content) => gzipOf(content), Buffer.from(VALUE));
    expect((await inFile("a", nested, { mostNested: 2 })).unread).toEqual([
      { path: "…/a", why: "too-large" },
    ]);
    expect((await inFile("a", nested, { mostNested: 3 })).findings).toHaveLength(1);
  });

  test.skipIf(process.getuid?.() === 0)("a file that may not be read", async () => {
    using folder = repository();
    folder.write("a", VALUE);
    chmodSync(folder.file("a"), 0);
    expect((await looking().workTree(folder.path)).unread).toEqual([{ path: "a", why: "denied" }]);
    expect((await looking().path(folder.path)).unread).toMatchObject([{ why: "denied" }]);
  });

  test.each([
    ["zip", async () => zipOf({ a: Buffer.from("some text") })],
    ["gzip", async () => gzipOf(LONG)],
    ["zstd", async () => zstdOf(LONG)],
    ["tar.gz", async () => gzipOf(await tarOf({ a: Buffer.from("some text") }))],
    ["zlib", async () => deflateSync(LONG)],
  ])("a broken %s, whose bytes are looked through as they are", async (_, packed) => {
    const whole = await packed();
    const broken = Buffer.concat([whole.subarray(0, whole.length / 2), Buffer.from(VALUE)]);
    const { leftOut, unread, findings } = await inFile("a", broken);
    expect({ leftOut, unread }).toEqual({ leftOut: [], unread: [{ path: "…/a", why: "broken" }] });
    expect(findings).toHaveLength(1);
  });
});

describe("what is left out is said, and is no failure", () => {
  test("a submodule that isn't checked out", async () => {
    using other = repository();
    using folder = repository();
    folder.git("submodule", "--quiet", "add", other.path, "sub");
    folder.commit();
    folder.git("submodule", "--quiet", "deinit", "--force", "sub");
    const { leftOut, unread } = await looking().workTree(folder.path);
    expect({ leftOut, unread }).toEqual({ leftOut: [{ path: "sub", why: "submodule" }], unread: [] });
  });

  test("objects that no ref leads to", async () => {
    using folder = repository();
    folder.gitWith({ input: VALUE }, "hash-object", "-w", "--stdin");
    const report = await looking().history(folder.path);
    expect(report).toMatchObject({ findings: [], leftOut: [{ why: "unreachable" }] });
    expect((await looking().history(folder.path, { unreachable: true })).findings).toHaveLength(1);
  });
});

describe("where it can't look at all it throws", () => {
  test.each([
    ["workTree", "no-repository"],
    ["staged", "no-repository"],
    ["history", "no-repository"],
  ] as const)("%s of a folder that is no repository", async (look, code) => {
    using folder = new Folder();
    await expect(looking()[look](folder.path)).rejects.toMatchObject({ code });
  });

  test("a path where nothing is", async () => {
    await expect(looking().path("/nowhere/at/all")).rejects.toBeInstanceOf(ScanError);
  });

  test("without git", async () => {
    using folder = repository();
    await expect(looking({ env: { PATH: "/nowhere" } }).workTree(folder.path)).rejects.toMatchObject({
      code: "no-git",
    });
  });

  test("the files of a bare repository, but not its history", async () => {
    using folder = repository();
    folder.write("a", VALUE);
    folder.commit();
    folder.git("clone", "--quiet", "--bare", ".", "bare.git");
    await expect(looking().workTree(folder.file("bare.git"))).rejects.toMatchObject({
      code: "bare-repository",
    });
    expect((await looking().history(folder.file("bare.git"))).findings).toHaveLength(1);
  });
});

describe("a work tree", () => {
  test("is that of the whole repository, but what git ignores and what was deleted", async () => {
    using folder = repository();
    folder.write("gone", VALUE);
    folder.commit();
    rmSync(folder.file("gone"));
    folder.write(".gitignore", "ignored\n");
    folder.write("ignored/a", VALUE);
    folder.write("sub/a", VALUE);
    folder.write("b", VALUE);
    const { findings, unread } = await looking().workTree(folder.file("sub"));
    expect(new Set(findings.map(({ path }) => path))).toEqual(new Set(["b", "sub/a"]));
    expect(unread).toEqual([]);
  });

  test("may be one of several of a repository", async () => {
    using folder = repository();
    folder.git("worktree", "add", "--quiet", "-b", "other", "tree");
    folder.write("tree/a", VALUE);
    folder.write(".gitignore", "tree\n");
    expect((await looking().workTree(folder.path)).findings).toEqual([]);
    expect((await looking().workTree(folder.file("tree"))).findings).toHaveLength(1);
  });

  test("has pipes, links in circles and links out of it, and is read to its end", async () => {
    using folder = repository();
    execFileSync("mkfifo", [folder.file("pipe")]);
    folder.link("circle", "circle");
    folder.link("up", "..");
    mkdirSync(folder.file("empty"));
    folder.write("z", VALUE);
    for (const report of [await looking().workTree(folder.path), await looking().path(folder.path)]) {
      expect(report.findings).toHaveLength(1);
      expect(report.unread).toEqual([]);
    }
  });

  test("with conflicts has each file once", async () => {
    using folder = repository();
    folder.git("checkout", "--quiet", "-b", "other");
    folder.write("a", `1 ${VALUE}`);
    folder.commit();
    folder.git("checkout", "--quiet", "main");
    folder.write("a", `2 ${VALUE}`);
    folder.commit();
    expect(() => folder.git("merge", "--quiet", "other")).toThrow("Command failed");
    expect((await looking().workTree(folder.path)).findings.map(({ path }) => path)).toEqual(["a", "a"]);
    expect((await looking().staged(folder.path)).findings.length).toBeGreaterThan(0);
  });
});

describe("the index", () => {
  test("is looked through where it differs from the last commit", async () => {
    using folder = repository();
    folder.write("old", VALUE);
    folder.commit();
    folder.write("new", "harmless");
    folder.write("old2", `x${VALUE}`);
    folder.git("add", "new");
    expect((await looking().staged(folder.path)).findings).toEqual([]);
  });

  test("two files of one content are two findings", async () => {
    using folder = repository();
    folder.write("a", VALUE);
    folder.write("b", VALUE);
    folder.git("add", "--all");
    expect((await looking().staged(folder.path)).findings.map(({ path }) => path)).toEqual(["a", "b"]);
  });
});

describe("known formats", () => {
  const token = `ghp_${"a1B2".repeat(9)}`;

  test("are found on demand, with a keyed fingerprint that doesn't depend on the place", async () => {
    const options = { knownFormats: true, fingerprintKey: Buffer.from("a key") };
    const [first] = (await inFile("a", token, options)).findings;
    const [second] = (await inFile("b", `\n  ${token}`, options)).findings;
    expect(first).toMatchObject({ setting: "github-token", known: false, fingerprint: expect.stringMatching(/^[\da-f]{16}$/) as string });
    expect(second?.fingerprint).toBe(first?.fingerprint);
    const [other] = (await inFile("a", token, { ...options, fingerprintKey: Buffer.from("another") })).findings;
    expect(other?.fingerprint).not.toBe(first?.fingerprint);
    expect((await inFile("a", token)).findings).toEqual([]);
  }); // prettier-ignore

  test("a loaded value has no fingerprint", async () => {
    const { findings } = await inFile("a", VALUE, {
      knownFormats: true,
      fingerprintKey: Buffer.from("a key"),
    });
    expect(findings.map(({ fingerprint }) => fingerprint)).toEqual([undefined]);
  });
});

test("of very many findings the first are told, and how many there are", async () => {
  const { findings, more } = await inFile("a", `${VALUE}\n`.repeat(12_000));
  expect([findings.length, more]).toEqual([10_000, 2_000]);
});

test("progress is told", async () => {
  using folder = repository();
  const told: number[] = [];
  const options = { onProgress: ({ contents }: { readonly contents: number }) => void told.push(contents) };
  await looking(options).workTree(folder.path);
  await looking(options).history(folder.path);
  expect(told.length).toBeGreaterThan(1);
});

test("an unknown option is refused", () => {
  expect(() => scanner([], { knownFormat: true } as ScannerOptions)).toThrow(TypeError);
});
