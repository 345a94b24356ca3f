import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { ChainFile } from "./chain-file.ts";
import { CHAIN_START, chained } from "./entry.ts";

let folder: string;
let path: string;
const open: ChainFile[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chain-"));
  path = join(folder, "audit");
});

afterEach(() => {
  for (const file of open.splice(0)) file.close();
  rmSync(folder, { recursive: true });
});

function chainFile(maxBytes = Infinity): ChainFile {
  const file = new ChainFile(path, maxBytes);
  open.push(file);
  return file;
}

/** An entry whose line has so many bytes, at this number. */
function entryOf(bytes: number, number = 1): string {
  const entry = (filler: string) => JSON.stringify({ a: filler });
  const least = chained(entry(""), { ...CHAIN_START, number: number - 1 }).line.length;
  return entry("x".repeat(bytes - least));
}

describe("one write takes", () => {
  const MEBIBYTE = 1_048_576;

  test("a mebibyte at most, and one entry in any case", () => {
    const rest = MEBIBYTE - 1_000;
    expect(chainFile().batch([entryOf(1_000), entryOf(rest, 2)])).toMatchObject({ count: 2, position: 0 });
    expect(open[0]?.batch([entryOf(1_000), entryOf(rest + 1, 2)])).toMatchObject({ count: 1 });
    expect(open[0]?.batch([entryOf(2 * MEBIBYTE)])).toMatchObject({ count: 1 });
  });

  test("what the file has room for, to the byte", () => {
    const file = chainFile(1_000);
    expect(file.batch([entryOf(400), entryOf(600, 2)])).toMatchObject({ count: 2 });
    expect(file.batch([entryOf(400), entryOf(601, 2)])).toMatchObject({ count: 1 });
  });
});

test("a full file gets the next number, and the chain goes on in an empty one", () => {
  const file = chainFile(1_000);
  for (const [number, bytes] of [[1, 600], [2, 400], [3, 900], [4, 900]] as const) {
    const batch = file.batch([entryOf(bytes, number)]);
    file.writeSync(batch);
    file.confirm(batch);
  }
  expect(["audit.000001", "audit.000002", "audit"].map((name) => statSync(join(folder, name)).size)).toEqual([1_000, 900, 900]);
  expect(readFileSync(path, "utf8")).toMatch(/^\{"n":4,/);
}); // prettier-ignore

describe("is refused", () => {
  test("a folder", () => {
    mkdirSync(path);
    expect(() => chainFile()).toThrow(/EISDIR|it is no regular file/);
  });

  test("a file of several names", () => {
    writeFileSync(path, "");
    linkSync(path, join(folder, "other"));
    expect(() => chainFile()).toThrow("it has several names (hard links), and a lock holds for one of them only");
  });

  test("another writer's text", () => {
    const file = chainFile();
    const batch = file.batch([entryOf(300)]);
    writeFileSync(path, "x");
    expect(() => file.writeSync(batch)).toThrow("something else writes to it too");
  });

  test("a file that is gone", () => {
    const file = chainFile();
    rmSync(path);
    expect(() => file.writeSync(file.batch([entryOf(300)]))).toThrow("it was removed");
  });
}); // prettier-ignore
