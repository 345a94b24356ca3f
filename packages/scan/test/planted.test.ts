// Every planted value is found: each form in each place. A new form is a line in kit/forms.ts, a new place one here.
import { rmSync } from "node:fs";

import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { type Finding, type ScanReport, scanner } from "../src/index.ts";
import { gzipOf, imageOf, tarOf, zipOf, zstdOf } from "./kit/archives.ts";
import { forms, valueOf } from "./kit/forms.ts";
import { Folder, gitEnv, repository } from "./kit/repository.ts";

interface Planted {
  readonly name: string;
  readonly content: Buffer;
  readonly text: string;
}

const planted: readonly Planted[] = Object.entries(forms).map(([name, { write }]) => {
  const content = Buffer.from(write(valueOf(name)) as string);
  return { name, content, text: content.toString("utf8") };
});
const asFiles = Object.fromEntries(planted.map(({ name, content }) => [`some/${name}.txt`, content]));
const secrets = Object.keys(forms).map((name) => new Secret(valueOf(name), name));
const looking = (env = gitEnv) => scanner(secrets, { env });

interface PlaceToLook {
  /** What can be put there. `name`: no slash, no line break and not much. `text`: no zero. */
  readonly takes?: "name" | "text";
  readonly look: (forms: readonly Planted[]) => Promise<ScanReport>;
  readonly in?: Finding["in"];
}

type Change = (folder: Folder, forms: readonly Planted[]) => Promise<void> | void;

const plant = (folder: Folder): void => {
  for (const [name, content] of Object.entries(asFiles)) folder.write(name, content);
};
const clear: Change = (folder) => rmSync(folder.file("some"), { recursive: true });

function inRepository(look: (folder: Folder) => Promise<ScanReport>, ...changes: readonly Change[]) {
  return async (fitting: readonly Planted[]) => {
    using folder = repository();
    for (const change of changes) await change(folder, fitting);
    return await look(folder);
  };
}

const tree = async ({ path }: Folder) => looking().workTree(path);
const staged = async ({ path }: Folder) => looking().staged(path);
const history = async ({ path }: Folder) => looking().history(path);
const everything = async ({ path }: Folder) => looking().history(path, { unreachable: true });
const git =
  (...argv: readonly string[]): Change =>
  (folder) =>
    void folder.git(...argv);
const commit: Change = (folder) => folder.commit();
const one = (folder: Folder, content: string | Uint8Array) => folder.write("one", content);
/** All forms in one content, around each of them what the place is about. */
const joined = (fitting: readonly Planted[], around: (content: Buffer) => readonly (string | Uint8Array)[]) =>
  Buffer.concat(fitting.flatMap(({ content }) => around(content)).map((each) => Buffer.from(each as string)));
const asStream = async (content: Buffer) => looking().stream([content], "stdin");
const asPath = async (name: string, content: Uint8Array) => {
  using folder = new Folder();
  folder.write(name, content);
  return await looking().path(folder.file(name));
};

const places: Readonly<Record<string, PlaceToLook>> = {
  "a tracked file": { look: inRepository(tree, plant, commit) },
  "a file that is not tracked": { look: inRepository(tree, plant) },
  "a file of a submodule": { look: inRepository(tree, async (folder) => {
    using other = repository();
    plant(other);
    other.commit();
    folder.git("submodule", "--quiet", "add", other.path, "sub");
  }) },
  "what Git LFS keeps": { look: inRepository(tree, async (folder, fitting) => {
    for (const { name, content } of fitting) {
      const oid = Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64);
      folder.write(`.git/lfs/objects/${oid.slice(0, 2)}/${oid.slice(2, 4)}/${oid}`, content);
      folder.write(`${name}.bin`, `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`);
    }
  }) },
  "the index": { look: inRepository(staged, plant, git("add", "--all")) },
  "the index, where the file is another by now": { look: inRepository(staged, plant, git("add", "--all"), clear) },
  "the index before the first commit": { look: inRepository(staged, plant, (folder) => {
    rmSync(folder.file(".git"), { recursive: true });
    folder.git("init", "--quiet");
    folder.git("add", "--all");
  }) },
  "an index of its own, as of commit -a": { look: inRepository(async ({ path }) => looking({ ...gitEnv, GIT_INDEX_FILE: ".git/other-index" }).staged(path), plant, (folder) => void folder.gitWith({ env: { GIT_INDEX_FILE: ".git/other-index" } }, "add", "--all")) },
  "a commit": { look: inRepository(history, plant, commit) },
  "a file that was deleted": { look: inRepository(history, plant, commit, clear, commit) },
  "a branch": { look: inRepository(history, git("checkout", "--quiet", "-b", "other"), plant, commit, git("checkout", "--quiet", "main")) },
  "a branch that was deleted": { look: inRepository(everything, git("checkout", "--quiet", "-b", "other"), plant, commit, git("checkout", "--quiet", "main"), git("branch", "--quiet", "-D", "other")) },
  "a merge that brings what neither side has": { look: inRepository(history, git("checkout", "--quiet", "-b", "other"), (folder) => one(folder, "x"), commit, git("checkout", "--quiet", "main"), git("merge", "--quiet", "--no-ff", "--no-commit", "other"), plant, commit, clear, commit) },
  "the stash": { look: inRepository(history, plant, git("stash", "--quiet", "--include-untracked")) },
  "an older entry of the stash": { look: inRepository(history, plant, git("stash", "--quiet", "--include-untracked"), (folder) => one(folder, "x"), git("stash", "--quiet", "--include-untracked")) },
  "a note": { look: inRepository(history, (folder, fitting) => {
    one(folder, joined(fitting, (content) => [content, "\n\n"]));
    folder.git("notes", "add", "--file=one", "HEAD");
    rmSync(folder.file("one"));
  }), takes: "text" },
  "a commit's message": { look: inRepository(history, (folder, fitting) => {
    for (const { text } of fitting) folder.commit(`about\n\n${text}`);
  }), takes: "text", in: "commit" },
  "a tag's message": { look: inRepository(history, (folder, fitting) => {
    for (const [index, { text }] of fitting.entries()) folder.gitWith({ input: `about\n\n${text}` }, "tag", "--file=-", `v${index}`);
  }), takes: "text", in: "tag" },
  "a tag of a blob": { look: inRepository(history, (folder, fitting) => {
    for (const [index, { content }] of fitting.entries()) folder.git("tag", `b${index}`, folder.gitWith({ input: content }, "hash-object", "-w", "--stdin"));
  }) },
  "a file's name": { look: inRepository(tree, (folder, fitting) => {
    for (const { text } of fitting) folder.write(text, "");
  }), takes: "name", in: "file-name" },
  "a file's name in the index": { look: inRepository(staged, (folder, fitting) => {
    for (const { text } of fitting) folder.write(text, "");
  }, git("add", "--all")), takes: "name", in: "file-name" },
  "a file's name in the history": { look: inRepository(history, (folder, fitting) => {
    for (const { text } of fitting) folder.write(`some/${text}`, "");
  }, commit, clear, commit), takes: "name", in: "file-name" },
  "a link's target": { look: inRepository(tree, (folder, fitting) => {
    for (const [index, { text }] of fitting.entries()) folder.link(`link${index}`, `/x/${text}`);
  }), takes: "name", in: "link-target" },
  "a link's target in the index": { look: inRepository(staged, (folder, fitting) => {
    for (const [index, { text }] of fitting.entries()) folder.link(`link${index}`, `/x/${text}`);
  }, git("add", "--all")), takes: "name", in: "link-target" },
  "a link's target in the history": { look: inRepository(history, (folder, fitting) => {
    for (const [index, { text }] of fitting.entries()) folder.link(`link${index}`, `/x/${text}`);
  }, commit), takes: "name" },
  "a folder": { look: async () => {
    using folder = new Folder();
    plant(folder);
    return await looking().path(folder.path);
  } },
  "standard input": { look: async (fitting) => asStream(joined(fitting, (content) => [content, "\n\n"])) },
  "standard input, byte by byte": { look: async (fitting) => {
    const content = joined(fitting, (each) => [each, "\n\n"]);
    return looking().stream(Array.from(content, (byte) => Buffer.of(byte)), "stdin");
  } },
  "a file without a last line end": { look: async (fitting) => reports(fitting.map(async ({ content }) => asPath("a", content))) },
  "two on a line": { look: async (fitting) => asStream(joined(fitting, (content) => [content, " ", content, "\n\n"])) },
  "two, joined by an underscore": { look: async (fitting) => reports(fitting.map(async ({ content }) => asStream(Buffer.concat([content, Buffer.from("_"), content])))), takes: "text" },
  "lines that end with CRLF": { look: async (fitting) => asStream(joined(fitting, (content) => ["\r\n", content, "\r\n\r\n"])) },
  "a zip file": { look: async () => asPath("a.zip", zipOf(asFiles)) },
  "a tar file": { look: async () => asPath("a.tar", await tarOf(asFiles)) },
  "a tar.gz": { look: async () => asPath("a.tgz", gzipOf(await tarOf(asFiles))) },
  "a tar.zst": { look: async () => asPath("a.tar.zst", zstdOf(await tarOf(asFiles))) },
  "a zip in a tar.gz in a zip": { look: async () => asPath("a.zip", zipOf({ "b.tgz": gzipOf(await tarOf({ "c.zip": zipOf(asFiles) })) })) },
  "an archive on standard input": { look: async () => asStream(gzipOf(await tarOf(asFiles))) },
  "an archive in the index": { look: inRepository(staged, (folder) => folder.write("a.zip", zipOf(asFiles)), git("add", "--all")) },
  "an archive in the history": { look: inRepository(history, async (folder) => folder.write("a.tgz", gzipOf(await tarOf(asFiles))), commit) },
  "a file's name in an archive": { look: async (fitting) => asPath("a.zip", zipOf(Object.fromEntries(fitting.map(({ text }) => [text, Buffer.of()])))), takes: "name", in: "file-name" },
  "an image of docker save": { look: async () => asPath("image.tar", await imageOf(asFiles)) },
  "an OCI layout": { look: async () => {
    using folder = new Folder();
    folder.write("oci-layout", '{"imageLayoutVersion":"1.0.0"}');
    folder.write("blobs/sha256/1234", gzipOf(await tarOf(asFiles)));
    return await looking().path(folder.path);
  } },
  "a file in UTF-16": { look: async (fitting) => asPath("a.txt", Buffer.from(`\ufeff${fitting.map(({ text }) => text).join("\n\n")}`, "utf16le")), takes: "text" },
  "a file in UTF-16 without a mark": { look: async (fitting) => asPath("a.txt", Buffer.from(fitting.map(({ text }) => text).join("\n\n"), "utf16le").swap16()), takes: "text" },
  "a source map": { look: async (fitting) => asPath("a.js.map", Buffer.from(JSON.stringify({ version: 3, sourcesContent: fitting.map(({ text }) => text) }))), takes: "text" },
  "a SQLite file": { look: async (fitting) => {
    const { DatabaseSync } = await import("node:sqlite");
    using folder = new Folder();
    const database = new DatabaseSync(folder.file("a.sqlite"));
    database.exec("CREATE TABLE t (v BLOB)");
    for (const { content } of fitting) database.prepare("INSERT INTO t VALUES (?)").run(content);
    database.close();
    return await looking().path(folder.file("a.sqlite"));
  } },
  "a binary": { look: async (fitting) => asStream(joined(fitting, (content) => [Buffer.of(0x7f, 0x45, 0x4c, 0x46, 1, 0, 255, 254), content, Buffer.of(0, 0, 255)])) },
  "the middle of a long file, wherever it is cut": { look: async (fitting) => {
    const filler = Buffer.from("some words of a file that say nothing\n".repeat(2_000));
    return asPath("a.log", Buffer.concat(fitting.flatMap(({ content }, index) => [...Array.from({ length: 5 }, () => filler.subarray(index)), content, Buffer.from("\n\n")])));
  } },
}; // prettier-ignore

async function reports(each: readonly Promise<ScanReport>[]): Promise<ScanReport> {
  const all = await Promise.all(each);
  return {
    findings: all.flatMap(({ findings }) => findings),
    more: 0,
    unread: all.flatMap(({ unread }) => unread),
    leftOut: all.flatMap(({ leftOut }) => leftOut),
    looked: { contents: all.length, bytes: 0 },
  };
}

function fitsInto({ takes }: PlaceToLook, { content, text }: Planted): boolean {
  if (takes === undefined) return true;
  if (content.includes(0)) return false;
  return takes === "text" || (!/[/\n\r]/.test(text) && content.length < 200);
}

describe.each(Object.entries(places))("%s", (_, place) => {
  const fitting = planted.filter((each) => fitsInto(place, each));
  let report: Promise<ScanReport> | undefined;
  const look = async () => (report ??= place.look(fitting));

  test.each(fitting.map(({ name }) => name))("%s", async (name) => {
    const { findings } = await look();
    const own = findings.filter(({ setting }) => setting === name).map((each) => each.in);
    expect(own).toContain(place.in ?? own[0] ?? "something");
  });

  test("all could be read, and nothing is said of any value", async () => {
    const found = await look();
    expect(found.unread).toEqual([]);
    const said = JSON.stringify(found);
    const texts = planted
      .flatMap(({ name, text }) => [valueOf(name), text])
      .filter((text) => text.length > 20);
    expect(texts.filter((text) => said.includes(JSON.stringify(text).slice(1, -1)))).toEqual([]);
  });
});
