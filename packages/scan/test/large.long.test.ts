import { closeSync, openSync, writeSync } from "node:fs";
import { resolve } from "node:path";

import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { scanner } from "../src/index.ts";
import { gzipOf, tarOf } from "./kit/archives.ts";
import { Folder, gitEnv, repository } from "./kit/repository.ts";
import { typicalSecrets } from "./kit/typical-secrets.ts";

const VALUE = 'Tr0ub4dor&"und"-3';
const MINUTES = 60_000;
const looking = () => scanner([new Secret(VALUE, "db.password")], { env: gitEnv });

test("no secret is found in all of this repository's node_modules", { timeout: 20 * MINUTES }, async () => {
  const folder = resolve(import.meta.dirname, "../../../node_modules/.pnpm");
  const { findings, looked } = await scanner(typicalSecrets(8)).path(folder);
  expect(findings).toEqual([]);
  expect(looked.bytes).toBeGreaterThan(100_000_000);
});

/** Commits as `git fast-import` takes them; each changes one of 500 files. */
function* stream(count: number, planted: ReadonlyMap<number, string>): Generator<string> {
  for (let index = 1; index <= count; index++) {
    const message = `change ${index}`;
    const text = `${planted.get(index) ?? ""}\n${`line ${index} of a file that says nothing\n`.repeat(40)}`;
    yield [
      "commit refs/heads/main",
      `mark :${index}`,
      `committer Ada <ada@example.com> ${1_700_000_000 + index} +0000`,
      `data ${message.length}`,
      message,
      `M 100644 inline src/${index % 20}/file-${index % 500}.ts`,
      `data ${Buffer.byteLength(text)}`,
      text,
      "",
    ].join("\n");
  }
}

describe("a repository of 18 000 commits", () => {
  test("has each planted value found, with its commit", { timeout: 5 * MINUTES }, async () => {
    using folder = new Folder();
    const written = new Map([
      [17, VALUE],
      [9_000, JSON.stringify(VALUE)],
      [17_900, btoa(VALUE)],
    ]);
    folder.git("init", "--quiet", "--initial-branch=main");
    folder.gitWith({ input: [...stream(18_000, written)].join("") }, "fast-import", "--quiet");
    const { findings, unread } = await looking().history(folder.path);
    expect(unread).toEqual([]);
    expect(findings).toHaveLength(3);
    for (const index of written.keys()) {
      const id = folder.git("rev-parse", `main~${18_000 - index}`);
      const path = `src/${index % 20}/file-${index % 500}.ts`;
      expect(findings).toContainEqual(expect.objectContaining({ path, commit: expect.objectContaining({ id }) as object }));
    }
  });
}); // prettier-ignore

describe("a file of 100 MB", () => {
  test("has the values at its beginning, its middle and its end", { timeout: 5 * MINUTES }, async () => {
    using folder = new Folder();
    const block = Buffer.from("2026-01-01 a request was answered, and all is well\n".repeat(20_000));
    const file = openSync(folder.file("app.log"), "w");
    for (let index = 0; index <= 100; index++) {
      if (index % 50 === 0) writeSync(file, `${VALUE}\n`);
      writeSync(file, block);
    }
    writeSync(file, encodeURIComponent(VALUE));
    closeSync(file);
    const { findings, looked } = await looking().path(folder.file("app.log"));
    expect(looked.bytes).toBeGreaterThan(100_000_000);
    expect(findings.map(({ line }) => line)).toEqual([1, 1_000_002, 2_000_003, 2_020_004]);
  });

  test("is looked through when it is in an archive", { timeout: 5 * MINUTES }, async () => {
    using folder = new Folder();
    folder.write("a.gz", gzipOf(Buffer.concat([Buffer.alloc(150_000_000, "a line of text\n"), Buffer.from(VALUE)])));
    expect((await looking().path(folder.file("a.gz"))).findings).toMatchObject([{ line: 10_000_001, column: 1 }]);
  });
}); // prettier-ignore

test("what is staged and larger than what is held is found under each of its names, and opened if it is an archive", { timeout: 5 * MINUTES }, async () => {
  using folder = repository();
  const large = Buffer.alloc(65 * 1024 * 1024, "a line of text\n");
  folder.git("config", "core.looseCompression", "0");
  const stage = (content: Buffer, ...names: readonly string[]) => {
    const id = folder.gitWith({ input: content }, "hash-object", "-w", "--stdin");
    for (const name of names) folder.git("update-index", "--add", "--cacheinfo", `100644,${id},${name}`);
  };
  stage(Buffer.concat([large, Buffer.from(VALUE)]), "a", "b");
  stage(Buffer.from(VALUE), "c");
  stage(await tarOf({ large, "e.gz": gzipOf(VALUE) }), "d.tar");
  const { findings } = await looking().staged(folder.path);
  expect(new Set(findings.map(({ path }) => path))).toEqual(new Set(["a", "b", "c", "d.tar!e.gz"]));
}); // prettier-ignore
