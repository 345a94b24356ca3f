// What a repository, a file or an archive can be that nobody expects, and must not hide a value.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { scanner, type ScannerOptions } from "../src/index.ts";
import { Folder, gitEnv, repository } from "./kit/repository.ts";

const VALUE = "Tr0ub4dor-und-3";
const looking = (options: ScannerOptions = {}) =>
  scanner([new Secret(VALUE, "db.password")], { env: gitEnv, ...options });

/** A path as bytes, of characters of one byte each. */
const inFolder = (folder: Folder, path: string) =>
  Buffer.concat([Buffer.from(folder.file("/")), Buffer.from(path, "latin1")]);

describe("a file's name that is no UTF-8", () => {
  test.each(["workTree", "staged", "history", "path"] as const)("%s", async (look) => {
    using folder = repository();
    writeFileSync(inFolder(folder, "caf\xe9"), VALUE);
    mkdirSync(inFolder(folder, "d\xe9"));
    writeFileSync(inFolder(folder, "d\xe9/a"), VALUE);
    folder.commit("x");
    const target = look === "staged" ? unborn(folder) : folder.path;
    const { findings, unread } = await looking()[look](target);
    const paths = findings.map(({ path = "" }) => path.slice(path.startsWith("/") ? folder.path.length + 1 : 0));
    expect(paths.filter((path) => !path.startsWith(".git/")).toSorted()).toEqual(["caf\ufffd", "d\ufffd/a"]);
    expect(unread).toEqual([]);
  });

  /** The same, all of it staged. */
  function unborn(folder: Folder): string {
    folder.git("checkout", "--quiet", "--orphan", "empty");
    return folder.path;
  }
}); // prettier-ignore

test.each([":100644 100644 a b M", "\u0001x", "\n:x", " x "])(
  "the history says where %j is",
  async (name) => {
    using folder = repository();
    folder.write(name, VALUE);
    folder.commit();
    const id = folder.git("rev-parse", "HEAD");
    const { findings } = await looking().history(folder.path);
    expect(findings).toMatchObject([{ path: name, commit: { id } }]);
  },
);

describe("a file that a sparse checkout leaves out", () => {
  const sparse = (...more: readonly string[]) => {
    const folder = repository();
    folder.write("in/a", "x");
    folder.write("out/b", VALUE);
    folder.link("out/c", VALUE);
    folder.commit();
    folder.git("sparse-checkout", "set", ...more, "in");
    return folder;
  };

  test.each([[[]], [["--sparse-index"]], [["--no-cone"]]])("is looked at as the index has it, %j", async (more) => {
    using folder = sparse(...more);
    const { findings, unread } = await looking().workTree(folder.path);
    expect(findings).toMatchObject([{ path: "out/b", in: "content" }, { path: "out/c", in: "link-target" }]);
    expect(unread).toEqual([]);
  });

  test("is reported where a partial clone lacks it", async () => {
    using folder = sparse();
    folder.git("config", "uploadpack.allowFilter", "true");
    using clone = new Folder();
    clone.git("clone", "--quiet", "--sparse", "--filter=blob:none", `file://${folder.path}`, "c");
    const unread = ["in/a", "out/b", "out/c"].map((path) => ({ path, why: "missing-object" }));
    expect((await looking().workTree(clone.file("c"))).unread).toEqual(unread);
    clone.git("-C", "c", "update-ref", "-d", "HEAD");
    expect((await looking().staged(clone.file("c"))).unread).toEqual(unread);
  });

  test("is looked at as it is where it is there all the same", async () => {
    using folder = sparse();
    folder.write("out/b", `more ${VALUE}`);
    const { findings } = await looking().workTree(folder.path);
    expect(findings.map(({ path, column }) => [path, column])).toEqual([["out/b", 6], ["out/c", undefined]]);
  });

  test.each(["--skip-worktree", "--assume-unchanged"])("so is one with %s, which git doesn't take from the folder", async (flag) => {
    using folder = repository();
    folder.write("a", VALUE);
    folder.commit();
    folder.git("update-index", flag, "a");
    folder.write("a", "harmless");
    expect((await looking().workTree(folder.path)).findings).toMatchObject([{ path: "a" }]);
  });
}); // prettier-ignore

test.each(["a ", "a\nb"])("a repository in a folder called %j", async (name) => {
  using outer = new Folder();
  outer.git("init", "--quiet", name);
  writeFileSync(join(outer.file(name), "x"), VALUE);
  outer.git("-C", name, "add", "x");
  for (const look of ["workTree", "staged"] as const)
    expect(await looking()[look](outer.file(name))).toMatchObject({
      folder: outer.file(name),
      findings: [{ path: "x" }],
    });
});

describe("in a history", () => {
  const written = (folder: Folder, type: string, text: string) =>
    folder.gitWith({ input: text }, "hash-object", "-t", type, "-w", "--literally", "--stdin");
  const found = async ({ path }: Folder) => (await looking().history(path)).findings;

  test("a commit's author can't put a value where its date is", async () => {
    using folder = repository();
    const tree = folder.git("write-tree");
    const person = "<x@example.com> 1700000000 +0000";
    const id = written(folder, "commit", `tree ${tree}\nauthor A\u0002${VALUE}\u0002${VALUE} ${person}\ncommitter B ${person}\n\nx\n`); // prettier-ignore
    folder.git("update-ref", "refs/heads/main", id);
    const findings = await found(folder);
    expect(findings).toMatchObject([{ in: "commit", commit: { id, date: expect.stringMatching(/^2023-11-14T/) as string } }]); // prettier-ignore
    expect(JSON.stringify(findings)).not.toContain(VALUE);
  });

  test("a header in front of the author is looked at", async () => {
    using folder = repository();
    const person = "A <x@example.com> 1700000000 +0000";
    const id = written(folder, "commit", `tree ${folder.git("write-tree")}\nx ${VALUE}\nauthor ${person}\ncommitter ${person}\n\nx\n`); // prettier-ignore
    folder.git("update-ref", "refs/heads/main", id);
    expect(await found(folder)).toMatchObject([{ in: "commit", commit: { id } }]);
  });

  test("a tag that only another tag leads to", async () => {
    using folder = repository();
    folder.git("tag", "-m", VALUE, "inner");
    folder.git("tag", "-m", "x", "outer", "inner");
    folder.git("tag", "-d", "inner");
    expect(await found(folder)).toMatchObject([{ in: "tag" }]);
  });

  test("a tag below another name than that of tags", async () => {
    using folder = repository();
    folder.git("tag", "-m", VALUE, "v1");
    folder.git("update-ref", "refs/pull/1/head", "refs/tags/v1");
    folder.git("tag", "-d", "v1");
    expect(await found(folder)).toMatchObject([{ in: "tag", path: "refs/pull/1/head" }]);
  });

  test("the name of a file in a tree that no commit has", async () => {
    using folder = repository();
    folder.write(VALUE, "x");
    folder.git("add", "--all");
    const tree = folder.git("write-tree");
    folder.git("reset", "--quiet", "--hard");
    const everything = await looking().history(folder.path, { unreachable: true });
    expect(everything.findings).toMatchObject([{ in: "file-name", object: tree }]);
    expect(await looking().history(folder.path)).toMatchObject({
      findings: [],
      leftOut: [{ why: "unreachable" }],
    });
    folder.git("tag", "v1", tree);
    expect(await found(folder)).toMatchObject([{ in: "file-name", object: tree }]);
  });

  test("what a graft hides", async () => {
    using folder = repository();
    folder.write("a", VALUE);
    folder.commit();
    const id = folder.git("rev-parse", "HEAD");
    folder.git("rm", "--quiet", "a");
    folder.commit();
    folder.write("b", "x");
    folder.commit();
    folder.write(".git/info/grafts", `${folder.git("rev-parse", "HEAD")}\n`);
    expect(await found(folder)).toMatchObject([{ path: "a", commit: { id } }]);
  });

  test("what a replacement hides, and what it puts in place", async () => {
    using folder = repository();
    folder.write("a", VALUE);
    folder.write("b", "harmless");
    folder.commit();
    const [bad, good] = ["a", "b"].map((name) => folder.git("rev-parse", `HEAD:${name}`)) as [string, string];
    folder.git("replace", bad, good);
    expect(await found(folder)).toMatchObject([{ path: "a" }]);
  });

  test("of SHA-256, names and contents", async () => {
    using folder = new Folder();
    folder.git("init", "--quiet", "--object-format=sha256");
    folder.write("a", VALUE);
    for (const name of ["b", VALUE, "z"]) folder.write(`sub/${name}`, "harmless");
    folder.commit();
    folder.git("rm", "-r", "--quiet", ".");
    folder.commit();
    expect((await found(folder)).map(({ path, in: kind }) => [path, kind])).toEqual([
      ["a", "content"],
      ["sub/[secret db.password]", "file-name"],
    ]);
  });

  test("a person's settings for git make no difference", async () => {
    using folder = repository();
    folder.git("checkout", "--quiet", "-b", "other");
    folder.write("x", "1");
    folder.commit();
    folder.git("checkout", "--quiet", "main");
    folder.git("merge", "--quiet", "--no-ff", "--no-commit", "other");
    folder.write("sub/a", VALUE);
    folder.commit();
    const plain = await found(folder);
    expect(plain).toMatchObject([{ path: "sub/a" }]);
    const settings = {
      "log.diffMerges": "combined",
      "log.showSignature": "true",
      "color.ui": "always",
      "diff.relative": "true",
      "diff.renames": "copies",
      "log.showRoot": "false",
      "log.date": "relative",
      "i18n.logOutputEncoding": "UTF-16",
      "core.quotePath": "true",
      "format.pretty": "oneline",
    };
    for (const [name, value] of Object.entries(settings)) folder.git("config", name, value);
    expect(await found(folder)).toEqual(plain);
  });
});

test("a value in Latin-1, in a file and in a commit's message", async () => {
  using folder = repository();
  const value = "Grüße-aus-Köln";
  folder.git("config", "i18n.commitEncoding", "ISO-8859-1");
  folder.write("a", Buffer.from(value, "latin1"));
  folder.git("add", "a");
  folder.gitWith({ input: Buffer.from(value, "latin1") }, "commit", "--quiet", "--file=-");
  const { findings } = await scanner([new Secret(value, "x")], { env: gitEnv }).history(folder.path);
  expect(new Set(findings.map(({ in: kind, form }) => `${kind} in ${form}`))).toEqual(
    new Set(["content in latin-1", "commit in latin-1"]),
  );
});

describe("a repository within another one", () => {
  test("whose files are those around it is reported, and not looked at for ever", async () => {
    using folder = repository();
    folder.git("init", "--quiet", "sub");
    folder.git("-C", "sub", "config", "core.worktree", folder.path);
    folder.write("a", VALUE);
    const { findings, unread } = await looking().workTree(folder.path);
    expect(findings).toMatchObject([{ path: "a" }]);
    expect(unread).toEqual([{ path: "sub", why: "repository" }]);
  });

  test("that is broken is reported, and the rest is looked at", async () => {
    using folder = repository();
    folder.write("sub/.git", "gitdir: /nowhere\n");
    folder.write("a", VALUE);
    folder.git("update-index", "--add", "--cacheinfo", `160000,${folder.git("rev-parse", "HEAD")},sub`);
    const { findings, unread } = await looking().workTree(folder.path);
    expect(findings).toMatchObject([{ path: "a" }]);
    expect(unread).toEqual([{ path: "sub", why: "repository" }]);
  });

  test("doesn't start the program that its configuration names", async () => {
    using folder = repository();
    folder.git("init", "--quiet", "sub");
    folder.write("sub/a", VALUE);
    folder.write("started.sh", `#!/bin/sh\ntouch '${folder.file("started")}'\n`);
    folder.git("-C", "sub", "config", "core.fsmonitor", `sh '${folder.file("started.sh")}'`);
    const { findings } = await looking().workTree(folder.path);
    expect(findings).toMatchObject([{ path: "sub/a" }]);
    expect((await looking().path(folder.file("started")).catch(String))).toContain(`There is nothing at ${folder.file("started")}`);
  });
}); // prettier-ignore

describe("in a hook, the definition in a folder below", () => {
  const staged = async (folder: Folder, env: Readonly<Record<string, string>>, top = folder.path) => {
    const report = await looking({ env: { ...gitEnv, ...env } }).staged(join(top, "app"));
    expect(report.folder).toBe(top);
    return report.findings.map(({ path }) => path);
  };

  test("of a commit, whose index is named from the top", async () => {
    using folder = repository();
    folder.write("app/a", VALUE);
    folder.gitWith({ env: { GIT_INDEX_FILE: ".git/next-index" } }, "add", "--all");
    expect(await staged(folder, { GIT_INDEX_FILE: ".git/next-index", GIT_PREFIX: "" })).toEqual(["app/a"]);
    expect(await staged(folder, {})).toEqual([]);
  });

  test("before the first commit", async () => {
    using folder = new Folder();
    folder.git("init", "--quiet");
    for (const name of ["a", "app/b"]) folder.write(name, VALUE);
    folder.git("add", "--all");
    expect(await staged(folder, { GIT_INDEX_FILE: ".git/index" })).toEqual(["a", "app/b"]);
  });

  test("of git with a --git-dir, which is named from the top", async () => {
    using folder = repository();
    folder.write("app/a", VALUE);
    folder.git("add", "--all");
    expect(await staged(folder, { GIT_DIR: ".git", GIT_INDEX_FILE: ".git/index" })).toEqual(["app/a"]);
    expect(await staged(folder, { GIT_DIR: ".git", GIT_WORK_TREE: "." })).toEqual(["app/a"]);
  });

  test("of another worktree, whose git folder is named and whose top isn't", async () => {
    using folder = repository();
    folder.git("worktree", "add", "--quiet", "../tree");
    const tree = join(folder.path, "../tree");
    mkdirSync(join(tree, "app"));
    writeFileSync(join(tree, "app/a"), VALUE);
    folder.git("-C", tree, "add", "--all");
    const GIT_DIR = folder.file(".git/worktrees/tree");
    expect(await staged(folder, { GIT_DIR, GIT_INDEX_FILE: `${GIT_DIR}/index` }, tree)).toEqual(["app/a"]);
    const { findings } = await looking({ env: { ...gitEnv, GIT_DIR } }).workTree(join(tree, "app"));
    expect(findings).toMatchObject([{ path: "app/a" }]);
  });

  test("where git's folder is somewhere else it is the one that is named", async () => {
    using folder = repository();
    using other = new Folder();
    other.git("init", "--quiet", "--bare", "kept.git");
    const env = { GIT_DIR: other.file("kept.git"), GIT_WORK_TREE: folder.path };
    folder.write("a", VALUE);
    folder.gitWith({ env }, "add", "a");
    const { findings } = await looking({ env: { ...gitEnv, ...env } }).staged(folder.path);
    expect(findings).toMatchObject([{ path: "a" }]);
    expect((await looking().staged(folder.path)).findings).toEqual([]);
  });
});

test("a folder that isn't there is no missing git", async () => {
  await expect(looking().workTree("/nowhere/at/all")).rejects.toMatchObject({ code: "not-found" });
});
