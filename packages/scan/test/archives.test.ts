// What an archive can be that nobody expects, and must not hide a value.
import { brotliCompressSync, deflateSync } from "node:zlib";

import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { scanner, type ScannerOptions } from "../src/index.ts";
import { gzipOf, tarOf, zipOf, zstdOf } from "./kit/archives.ts";
import { Folder, gitEnv, repository } from "./kit/repository.ts";

const VALUE = "Tr0ub4dor-und-3";
const looking = (options: ScannerOptions = {}) =>
  scanner([new Secret(VALUE, "db.password")], { env: gitEnv, ...options });
const inBytes = async (bytes: Uint8Array, options?: ScannerOptions) => looking(options).stream([bytes], "a");

const text = Buffer.from("some text");
/** Deflated it holds no piece of the value. */
const content = Buffer.from(`${"x ".repeat(1000)}${VALUE}`);
const zip = zipOf({ a: content });
const commented = Buffer.concat([zipOf({ a: text }), Buffer.from(VALUE)]);
commented.writeUInt16LE(VALUE.length, commented.length - VALUE.length - 2);

describe("a value that unpacking leaves out", () => {
  const places: Readonly<Record<string, () => Promise<Buffer> | Buffer>> = {
    "behind a gzip file's end": () => Buffer.concat([gzipOf(text), Buffer.from(VALUE)]),
    "in a gzip file's second part": () => Buffer.concat([gzipOf(text), gzipOf(VALUE)]),
    "behind a zstd file's end": () => Buffer.concat([zstdOf(text), Buffer.from(VALUE)]),
    "in a zstd file's second frame": () => Buffer.concat([zstdOf(text), zstdOf(VALUE)]),
    "behind a tar file's end": async () => Buffer.concat([await tarOf({ a: text }), Buffer.from(VALUE)]),
    "in a second tar file behind it": async () => Buffer.concat([await tarOf({ a: text }), await tarOf({ b: Buffer.from(VALUE) })]),
    "in a zip file's comment": () => commented,
    "behind a zip file's end": () => Buffer.concat([zipOf({ a: text }), Buffer.from(VALUE)]),
  }; // prettier-ignore
  const around: Readonly<Record<string, (packed: Buffer) => Promise<Buffer> | Buffer>> = {
    "by itself": (packed) => packed,
    "in a gzip file": (packed) => gzipOf(packed),
    "in a tar file": async (packed) => tarOf({ b: packed }),
    "in a zip file": (packed) => zipOf({ b: packed }),
    "in a zip file in a tar.gz": async (packed) => gzipOf(await tarOf({ c: zipOf({ b: packed }) })),
  };

  describe.each(Object.entries(places))("%s", (_, make) => {
    test.each(Object.entries(around))("%s", async (__, wrap) => {
      const { findings, unread } = await inBytes(await wrap(await make()));
      expect(findings).toHaveLength(1);
      expect(unread).toEqual([]);
    });
  });

  test("is no second finding of what is unpacked", async () => {
    const stored = await tarOf({ b: await tarOf({ c: Buffer.from(VALUE) }) });
    expect((await inBytes(stored)).findings).toMatchObject([{ path: "a!b!c" }]);
  });
});

test("zstd frames are read across the pieces in which they come", async () => {
  const frames = ["one\n", "two\n", `\n${VALUE}`].map((each) => zstdOf(each));
  const bytes = Buffer.concat(frames);
  for (const size of [1, 7, frames[0]?.length ?? 0, bytes.length]) {
    const count = Math.ceil(bytes.length / size);
    const pieces = Array.from({ length: count }, (_, at) => bytes.subarray(at * size, (at + 1) * size));
    expect((await looking().stream(pieces, "stdin")).findings).toMatchObject([{ line: 4, column: 1 }]);
  }
});

describe("a zip file", () => {
  test("with one damaged entry has the others read", async () => {
    const damaged = Buffer.from(zipOf({ a: Buffer.from("x".repeat(100)), b: content }));
    damaged.fill(0xff, 31, 36);
    const { findings, unread } = await inBytes(damaged);
    expect(findings).toMatchObject([{ path: "a!b" }]);
    expect(unread).toEqual([{ path: "a", why: "broken" }]);
  });

  const DIRECTORY = Buffer.from("PK\u0001\u0002", "latin1");
  const END = Buffer.from("PK\u0005\u0006", "latin1");
  const changed = (change: (bytes: Buffer, directory: number, end: number) => void) => {
    const bytes = Buffer.from(zip);
    change(bytes, bytes.indexOf(DIRECTORY), bytes.indexOf(END));
    return bytes;
  };

  test.each([
    ["whose directory says that there is less", changed((bytes, directory) => bytes.writeUInt32LE(10, directory + 24))],
    ["whose directory says that there is nothing", changed((bytes, directory) => bytes.writeUInt32LE(0, directory + 24))],
    ["of which that is said in front of the entry too", changed((bytes, directory) => { bytes.writeUInt32LE(10, directory + 24); bytes.writeUInt32LE(10, 22); })],
    ["whose directory says that it is packed to less", changed((bytes, directory) => bytes.writeUInt32LE(10, directory + 20))],
    ["whose directory says that it isn't packed", changed((bytes, directory) => bytes.writeUInt16LE(0, directory + 10))],
    ["whose directory says that there is no entry", changed((bytes, _, end) => { bytes.writeUInt16LE(0, end + 8); bytes.writeUInt16LE(0, end + 10); })],
    ["whose sizes are said behind the entry", changed((bytes) => { bytes.writeUInt16LE(bytes.readUInt16LE(6) | 8, 6); bytes.writeUInt32LE(0, 18); bytes.writeUInt32LE(0, 22); })],
    ["in front of another one", Buffer.concat([zip, zipOf({ b: text })])],
    ["behind another one", Buffer.concat([zipOf({ b: text }), zip])],
    ["with a program in front", Buffer.concat([Buffer.from("#!/bin/sh\nexec java -jar $0\n"), zip])],
    ["with a program in front that reads zip files", Buffer.concat([Buffer.from("\x7fELF PK\u0003\u0004 and something that is no entry at all\xff\xff", "latin1"), zip])],
  ])("%s", async (_, bytes) => {
    const { findings, unread, leftOut } = await inBytes(bytes);
    expect(findings).toMatchObject([{ path: "a!a" }]);
    expect({ unread, leftOut }).toEqual({ unread: [], leftOut: [] });
  }); // prettier-ignore

  test("which says that there is little, and goes on for ever, ends at the limit", async () => {
    const bomb = zipOf({ a: Buffer.alloc(20_000_000) });
    bomb.writeUInt32LE(10, 22);
    bomb.writeUInt32LE(10, bomb.indexOf(DIRECTORY) + 24);
    const { unread } = await inBytes(bomb, { mostUnpackedBytes: 1_000_000 });
    expect(unread).toEqual([{ path: "a", why: "too-large" }]);
  });

  test("of which one entry can't be read has the others read", async () => {
    const bytes = zipOf({ a: Buffer.from("x".repeat(100)), b: content });
    bytes.writeUInt16LE(14, 8); // LZMA
    const { findings, unread } = await inBytes(bytes);
    expect(findings).toMatchObject([{ path: "a!b" }]);
    expect(unread).toEqual([{ path: "a", why: "unsupported" }]);
  });

  test.each([0, 1])("with stored files, also archives, whose size is said behind them: %i", async (said) => {
    const inner = zipOf({ c: content });
    const bytes = zipOf({ b: inner, d: Buffer.from(VALUE) }, 0);
    if (said === 0) bytes.writeUInt32LE(0, 18);
    const { findings } = await inBytes(bytes);
    expect(findings.map(({ path }) => path)).toEqual(expect.arrayContaining(["a!d", said === 0 ? "a!c" : "a!b!c"]));
  });
}); // prettier-ignore

describe("what nobody here can unpack", () => {
  /** Each of them holds the value. */
  const packed: Readonly<Record<string, Buffer>> = {
    xz: Buffer.from("/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAOVHIwdWI0ZG9yLXVuZC0zAAAIa2/hhBxXBQABJw/fGvxqH7bzfQEAAAAABFla", "base64"),
    bzip2: Buffer.from("QlpoOTFBWSZTWQ4tRQQAAAKbgAACTAAEABQBkgAgACIAaZCAaaaNLSMR6Qkj4u5IpwoSAcWooIA=", "base64"),
    "7z": Buffer.from("377abcaf271c0004", "hex"),
    rar: Buffer.from("526172211a0701003392b5e50a", "hex"),
    compress: Buffer.from("1f9d90", "hex"),
    lz4: Buffer.from("04224d186440a7", "hex"),
    lzma: Buffer.from("5d00008000ffffffffffffffff", "hex"),
    "a package of Debian": Buffer.from("!<arch>\ndebian-binary   1700000000  0     0     100644  4         `\n2.0\n"),
  }; // prettier-ignore

  test.each(Object.entries(packed))("%s is reported, wherever it is", async (_, bytes) => {
    using folder = repository();
    folder.write("a.bin", bytes);
    folder.git("add", "--all");
    const unread = [{ path: "a.bin", why: "unsupported" }];
    expect((await looking().workTree(folder.path)).unread).toEqual(unread);
    expect((await looking().staged(folder.path)).unread).toEqual(unread);
    expect((await looking().history(folder.path)).unread).toMatchObject([{ why: "unsupported" }]);
    expect((await inBytes(gzipOf(await tarOf({ b: bytes })))).unread).toEqual([{ path: "a!b", why: "unsupported" }]);
  });

  test("and what is in it as it is, is found", async () => {
    const [stored = Buffer.of()] = Object.values(packed);
    expect((await inBytes(stored)).findings).toHaveLength(1);
  });

  test.each(["BZh is a word", "BZh9 too", "Rar!", "PACK it", "MSCF", "LZIP", "x\u0001", "!<arch>\n"])(
    "a text that begins with %j is none",
    async (beginning) => {
      const { findings, unread } = await inBytes(Buffer.from(`${beginning} ${VALUE}`));
      expect(findings).toHaveLength(1);
      expect(unread).toEqual([]);
    },
  );
}); // prettier-ignore

describe("what git has compressed", () => {
  test("is read where each object is a file of its own, whatever folder that is in", async () => {
    using folder = repository();
    folder.write("a", content);
    folder.git("add", "a");
    const id = folder.git("rev-parse", ":a");
    const path = folder.file(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`);
    folder.git("rm", "--quiet", "--force", "a");
    expect((await looking().path(folder.path)).findings).toMatchObject([{ path, line: 1 }]);
    expect((await inBytes(deflateSync(content))).findings).toHaveLength(1);
  });

  test.each([
    ["a pack", (folder: Folder) => folder.git("gc", "--quiet")],
    ["a bundle", (folder: Folder) => folder.git("bundle", "create", "--quiet", "all.bundle", "--all")],
  ])("in %s is reported", async (_, pack) => {
    using folder = repository();
    folder.write("a", content);
    folder.commit();
    pack(folder);
    expect((await looking().path(folder.path)).unread).toMatchObject([{ why: "git-pack" }]);
  });
});

describe("a file in brotli", () => {
  const packed = brotliCompressSync(content);

  test("is read, wherever it is but in a history, which has no names", async () => {
    using folder = repository();
    folder.write("app.js.br", packed);
    folder.git("add", "--all");
    const findings = [{ path: "app.js.br", line: 1 }];
    expect((await looking().workTree(folder.path)).findings).toMatchObject(findings);
    expect((await looking().staged(folder.path)).findings).toMatchObject(findings);
    const { findings: inTar } = await inBytes(gzipOf(await tarOf({ "b.BR": packed })));
    expect(inTar).toMatchObject([{ path: "a!b.BR" }]);
  });

  test("that is cut off is reported, and what only has the name isn't", async () => {
    using folder = new Folder();
    const long = brotliCompressSync(Array.from({ length: 50_000 }, (_, index) => `line ${index * 7}`).join("\n"));
    folder.write("cut.br", long.subarray(0, long.length / 2));
    folder.write("damaged.br", Buffer.concat([long.subarray(0, 900), Buffer.alloc(40, 0xff), long.subarray(940)]));
    folder.write("short.br", long.subarray(0, 20));
    folder.write("text.br", "no brotli at all, é");
    const { unread, leftOut } = await looking().path(folder.path);
    const broken = ["cut", "damaged", "short"].map((name) => ({ path: folder.file(`${name}.br`), why: "broken" }));
    expect({ unread, leftOut }).toEqual({ unread: broken, leftOut: [] });
  });
}); // prettier-ignore

describe("a PDF", () => {
  const streamed = (said: string, lineEnd = "\n") =>
    Buffer.concat([Buffer.from(`1 0 obj\n<< /Length 1 /Filter /FlateDecode >>\nstream${lineEnd}`), deflateSync(said), Buffer.from("\nendstream\nendobj\n")]);
  const pdf = (...parts: readonly (Buffer | string)[]) => Buffer.concat(["%PDF-1.7\n", ...parts, "%%EOF\n"].map((part) => Buffer.from(part as string)));
  const filler = "0 0 m 10 10 l S\n".repeat(100);

  test.each([
    ["in a text", `${filler}BT /F1 12 Tf (the password is ${VALUE}) Tj ET`],
    ["in a text whose letters are moved", `${filler}BT [(Tr0ub)-20(4dor)12.5 (-und-3)] TJ ET`],
    ["in a file that is attached", `${filler}{"password":"${VALUE}"}`],
  ])("has its streams read: %s", async (_, said) => {
    for (const lineEnd of ["\n", "\r\n"]) {
      const { findings, unread } = await inBytes(pdf(streamed(filler), streamed(said, lineEnd)));
      expect(findings).toMatchObject([{ path: "a!stream 2" }]);
      expect(unread).toEqual([]);
    }
  });

  test("has its bytes read, also those of a picture that isn't compressed so", async () => {
    const { findings, unread } = await inBytes(pdf("<< /Title (", VALUE, ") >>\nstream\n\xff\xd8\nendstream\n"));
    expect(findings).toHaveLength(1);
    expect(unread).toEqual([]);
  });

  test("whose one stream is damaged has the others read", async () => {
    const damaged = Buffer.concat(["stream\n", Buffer.of(0x78, 0x9c, 0xff, 0xff), "\nendstream\n"].map((part) => Buffer.from(part)));
    const { findings, unread } = await inBytes(pdf(damaged, streamed(`${filler}(${VALUE})`)));
    expect(findings).toMatchObject([{ path: "a!stream 2" }]);
    expect(unread).toEqual([{ path: "a", why: "broken" }]);
  });

  test.each([
    ["encrypted", pdf(streamed(filler), "trailer << /Encrypt 5 0 R >>\n")],
    ["broken", pdf("stream\n", Buffer.of(0x78, 0x9c, 0xff, 0xff))],
    ["too-large", pdf("stream\n", deflateSync(Buffer.alloc(200 * 1024 ** 2)), "\nendstream\n")],
  ])("that is %s is reported", async (why, bytes) => {
    expect((await inBytes(bytes)).unread).toEqual([{ path: "a", why }]);
  });
}); // prettier-ignore
