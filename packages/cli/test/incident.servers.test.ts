import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, rmSync } from "node:fs";
import { delimiter, resolve } from "node:path";

import { beforeAll, expect, test } from "vitest";

import { pythonProgram } from "../../../scripts/servers.ts";
import { HookProject } from "./hooks/hook-project.ts";
import { runCommand } from "./kit/run-command.ts";

const VALUE = "made up/and+long'enough";

let filterRepo: Awaited<ReturnType<typeof pythonProgram>>;
beforeAll(async () => {
  filterRepo = await pythonProgram("git-filter-repo", "2.47.0");
});

test(
  "git filter-repo takes the value out of a copy: contents, messages, names of files, in every form; the repository stays",
  { timeout: 120_000 },
  async () => {
    using project = new HookProject({ ".env": `PLAIN="${VALUE}"\n`, ".gitignore": "node_modules\n.env\n" });
    const forms = [
      VALUE,
      encodeURIComponent(VALUE),
      Buffer.from(VALUE).toString("base64"),
      Buffer.from(VALUE).toString("hex"),
    ];
    const definition = project.read("confide.config.ts");
    project.write({
      "a.txt": forms.join("\n"),
      "b.txt": "harmless\n",
      "confide.config.ts": `${definition}\nexport const audit = "audit.log";\n`,
    });
    project.git("add", "a.txt", "b.txt");
    project.git("commit", "-qm", `with ${VALUE}`);
    project.git("rm", "-q", "a.txt");
    project.git("commit", "-qm", "without");
    project.git("branch", "other", "HEAD~1");
    const before = project.git("rev-parse", "HEAD");
    const env = {
      ...project.env,
      ...filterRepo.env,
      PATH: [filterRepo.bin, project.env.PATH].join(delimiter),
    };
    const run = async () =>
      runCommand(["incident", "plain", "--yes", "--json"], { cwd: project.folder, env });
    const { stdout } = await run();
    const { data } = JSON.parse(stdout) as { data: { copy: string; done: string[] } };
    try {
      expect(data.done).toEqual(["erased"]);
      const all = execFileSync("git", ["log", "--all", "-p", "--format=%B"], {
        cwd: data.copy,
        encoding: "utf8",
      });
      expect(all).toContain("harmless");
      expect(all).toContain("***REMOVED***");
      for (const form of forms) expect(all).not.toContain(form);
      expect(project.git("rev-parse", "HEAD")).toBe(before);
      expect(project.read("incident-plain.md")).toContain("- [x] On a copy first");
      expect(project.read("incident-plain.md")).not.toContain(VALUE);
      const { stdout: told } = await runCommand(["audit", "who", "plain", "--json"], {
        cwd: project.folder,
        env,
      });
      expect((JSON.parse(told) as { data: { uses: object[] } }).data.uses).toMatchObject([
        { event: "reveal", setting: "plain", purpose: "confide incident: git filter-repo", times: 1 },
      ]);
      expect((JSON.parse((await run()).stdout) as { data: { done: string[] } }).data.done).toEqual([
        "erased",
      ]);
    } finally {
      rmSync(data.copy, { recursive: true, force: true });
    }
  },
);

test("it takes out a private key too, which has more forms than an environment can hold", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 4096 });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  using project = new HookProject({ ".env": `PLAIN="${key.trimEnd()}"\n`, ".gitignore": ".env\n" });
  project.write({ "key.pem": key, "key.json": JSON.stringify({ key }) });
  project.git("add", "key.pem", "key.json");
  project.git("commit", "-qm", "with a key");
  const path = [filterRepo.bin, project.env.PATH].join(delimiter);
  const env = { ...project.env, ...filterRepo.env, PATH: path };
  const { stdout } = await runCommand(["incident", "plain", "--yes", "--json"], { cwd: project.folder, env });
  const { data } = JSON.parse(stdout) as { data: { copy: string; done: string[] } };
  try {
    expect(data.done).toEqual(["erased"]);
    const all = execFileSync("git", ["log", "--all", "-p"], { cwd: data.copy, encoding: "utf8" });
    for (const line of key.trimEnd().split("\n").slice(1, -1)) expect(all).not.toContain(line);
  } finally {
    rmSync(data.copy, { recursive: true, force: true });
  }
});

test(
  "the command that is printed does the same, also once the value is replaced",
  { timeout: 120_000 },
  async () => {
    using project = new HookProject({
      ".env": `PLAIN="${VALUE}"\n`,
      ".gitignore": "node_modules\n.env\nincident-*\n",
    });
    const bin = resolve(import.meta.dirname, "../src/bin.ts");
    const forms = [VALUE, encodeURIComponent(VALUE), Buffer.from(VALUE).toString("base64")];
    project.write({
      "a.txt": forms.join("\n"),
      "node_modules/.bin/confide": `#!/bin/sh\nexec "${process.execPath}" "${bin}" "$@"\n`,
    });
    project.git("add", "a.txt");
    project.git("commit", "-qm", `with ${VALUE}`);
    const path = [project.path("node_modules/.bin"), filterRepo.bin, project.env.PATH].join(delimiter);
    const env = { ...project.env, ...filterRepo.env, PATH: path };
    const { stdout } = await runCommand(["incident", "plain", "--plan", "--json"], {
      cwd: project.folder,
      env,
    });
    const { copy, commands } = (JSON.parse(stdout) as { data: { copy: string; commands: string[] } }).data;
    project.write({ ".env": 'PLAIN="made-up-and-new-value"\n' });
    chmodSync(project.path("node_modules/.bin/confide"), 0o755);
    try {
      const erased = spawnSync("sh", ["-ec", commands[0] ?? ""], {
        cwd: project.folder,
        env,
        input: `${VALUE}\n`,
        encoding: "utf8",
      });
      expect(erased.stdout + erased.stderr).toContain("✓ erase it from the history");
      const all = execFileSync("git", ["log", "--all", "-p", "--format=%B"], { cwd: copy, encoding: "utf8" });
      expect(all).toContain("with ***REMOVED***");
      for (const form of forms) expect(all).not.toContain(form);
      expect(project.read("incident-plain.md")).toContain("- [x] On a copy first");
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  },
);

test("without git-filter-repo it says how to get it, and leaves no copy", async () => {
  using project = new HookProject({ ".env": `PLAIN="${VALUE}"\n` });
  project.write({ "a.txt": VALUE });
  project.git("add", "a.txt");
  project.git("commit", "-qm", "x");
  const { exitCode, stdout } = await runCommand(["incident", "plain", "--yes", "--json"], {
    cwd: project.folder,
    env: { ...project.env, PATH: "/usr/bin:/bin" },
  });
  expect([exitCode, JSON.parse(stdout)]).toMatchObject([
    2,
    { problems: expect.arrayContaining([expect.objectContaining({ code: "no-filter-repo" })]) as object[] },
  ]);
  expect(project.read("incident-plain.md")).toContain("- [ ] On a copy first");
});
