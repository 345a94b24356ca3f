import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, unlinkSync } from "node:fs";
import { delimiter } from "node:path";

import { afterEach, describe, expect, test } from "vitest";

import { checkHooks } from "../src/doctor/hooks.ts";
import { checkPackages } from "../src/doctor/packages.ts";
import { signInOf } from "../src/doctor/sign-in.ts";
import { checkNode, checkTypeScript } from "../src/doctor/versions.ts";
import { lookAtProject } from "../src/project/project.ts";
import { definitionFile, Project } from "./kit/project.ts";
import { runCommand } from "./kit/run-command.ts";

const projects: Project[] = [];
afterEach(() => {
  for (const project of projects.splice(0)) project[Symbol.dispose]();
});

function projectOf(files: Readonly<Record<string, string>> = {}): Project {
  const project = new Project(files);
  projects.push(project);
  return project;
}

/** Without the workspace's packages: what is installed is what is written. */
function alone(
  packages: Readonly<Record<string, string | object>>,
  dependencies: readonly string[],
): Project {
  const project = projectOf();
  unlinkSync(project.path("node_modules"));
  const manifest = { dependencies: Object.fromEntries(dependencies.map((name) => [name, "*"])) };
  project.write({
    "package.json": JSON.stringify(manifest),
    ...Object.fromEntries(
      Object.entries(packages).map(([path, version]) => [
        `node_modules/${path}/package.json`,
        JSON.stringify(typeof version === "string" ? { version } : version),
      ]),
    ),
  });
  return project;
}

function repository(files: Readonly<Record<string, string>> = {}): Project {
  const project = projectOf(files);
  git(project, "init", "--quiet");
  return project;
}

const env = { PATH: process.env.PATH ?? "", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

function git(project: Project, ...parameters: readonly string[]): void {
  execFileSync("git", parameters, { cwd: project.folder, env });
}

describe("versions", () => {
  test.each([
    ["20.19.0", 1],
    ["22.11.0", 1],
    ["22.12.0", 0],
    ["26.0.0", 0],
  ])("Node.js %s: %i problems", (version, count) => {
    expect(checkNode(version).problems ?? []).toHaveLength(count);
  });

  test.each([
    ["5.8.3", ["typescript-too-old"]],
    ["5.9.0", []],
    ["7.0.2", []],
  ])("TypeScript %s", async (version, codes) => {
    const project = alone({ typescript: version }, ["typescript"]);
    const { looks, problems = [] } = checkTypeScript(await lookAtProject(project.folder, env));
    expect(looks).toMatchObject([{ found: version }]);
    expect(problems.map(({ code }) => code)).toEqual(codes);
  });
});

describe("packages", () => {
  const codesIn = async (project: Project) =>
    (checkPackages(await lookAtProject(project.folder, env)).problems ?? []).map(({ code, message }) => [
      code,
      message,
    ]);

  test("that are there once, and fit, are no problem", async () => {
    const packages = { "@confide/core": "1.2.0", "@confide/aws": "1.2.0", zod: "4.1.0" };
    expect(await codesIn(alone(packages, ["@confide/core", "@confide/aws", "zod"]))).toEqual([]);
  });

  test("that aren't there are named with the package manager's own command", async () => {
    const project = alone({}, []);
    project.write({ "yarn.lock": "" });
    const { problems } = checkPackages(await lookAtProject(project.folder, env));
    expect(problems).toMatchObject([
      { code: "package-missing", fix: "yarn add @confide/core" },
      { code: "package-missing", fix: "yarn add zod" },
    ]);
  });

  test("of which one is there twice", async () => {
    const packages = {
      "@confide/core": "1.2.0",
      "@confide/aws": "1.2.0",
      "@confide/aws/node_modules/@confide/core": "1.1.0",
      zod: "4.1.0",
      "@confide/core/node_modules/zod": "4.0.0",
    };
    const codes = await codesIn(alone(packages, ["@confide/aws"]));
    expect(codes.map(([code]) => code)).toEqual(["two-copies", "two-copies"]);
    expect(codes[0]?.[1]).toMatch(
      /two copies of @confide\/core: the project imports 1\.2\.0 in .*, and @confide\/aws 1\.1\.0 in /,
    );
    expect(codes[1]?.[1]).toMatch(
      /two copies of zod: the project imports 4\.1\.0 in .*, and @confide\/core 4\.0\.0 in /,
    );
  });

  test("that are linked to one folder are one copy", async () => {
    const project = alone({ "@confide/core": "1.2.0", "@confide/aws": "1.2.0", zod: "4.1.0" }, [
      "@confide/aws",
    ]);
    mkdirSync(project.path("node_modules/@confide/aws/node_modules"));
    symlinkSync(
      project.path("node_modules/zod"),
      project.path("node_modules/@confide/aws/node_modules/zod"),
      "junction",
    );
    expect(await codesIn(project)).toEqual([]);
  });

  test("with versions apart, and an old zod", async () => {
    const packages = { "@confide/core": "1.2.0", "@confide/aws": "1.3.0", zod: "3.25.0" };
    const codes = await codesIn(alone(packages, ["@confide/core", "@confide/aws"]));
    expect(codes).toEqual([
      ["versions-apart", "Packages of confide have versions apart: @confide/core 1.2.0, @confide/aws 1.3.0"],
      ["zod-too-old", "zod 3.25.0 is older than confide takes: 4"],
    ]);
  });
});

describe("git hooks", () => {
  const codesIn = async (project: Project) =>
    ((await checkHooks(project.folder, env)).problems ?? []).map(({ code, fix }) => [code, fix]);
  const hook = "#!/bin/sh\nexec pre-commit hook-impl\n";

  test("outside of a repository there are none", async () => {
    expect(await checkHooks("/", env)).toEqual({
      looks: [{ area: "hooks", name: "git hooks", found: "no git repository" }],
    });
  });

  test("that run are named", async () => {
    const project = repository({ ".pre-commit-config.yaml": "", ".git/hooks/pre-commit": hook });
    chmodSync(project.path(".git/hooks/pre-commit"), 0o755);
    expect(await checkHooks(project.folder, env)).toEqual({
      looks: [{ area: "hooks", name: "git hooks", found: "pre-commit in .git/hooks" }],
      problems: [],
    });
  });

  test("that aren't executable don't run", async () => {
    const project = repository({ ".git/hooks/pre-commit": hook });
    expect(await codesIn(project)).toEqual([["hook-not-executable", "chmod +x .git/hooks/pre-commit"]]);
  });

  test("of a tool that never installed them", async () => {
    const files = {
      ".pre-commit-config.yaml": "",
      "lefthook.yml": "",
      ".husky/pre-commit": "",
      ".githooks/pre-push": "",
    };
    expect(await codesIn(repository(files))).toEqual([
      ["hooks-unused", "pre-commit install"],
      ["hooks-unused", "lefthook install"],
      ["hooks-unused", "npx husky"],
      ["hooks-unused", "git config core.hooksPath .githooks"],
    ]);
  });

  test("of husky, which git runs", async () => {
    const project = repository({ ".husky/_/pre-commit": "#!/bin/sh\n" });
    chmodSync(project.path(".husky/_/pre-commit"), 0o755);
    git(project, "config", "core.hooksPath", ".husky/_");
    expect(await codesIn(project)).toEqual([]);
  });

  test("that core.hooksPath leaves aside, or that aren't where it says", async () => {
    const project = repository({ ".git/hooks/pre-commit": hook });
    git(project, "config", "core.hooksPath", "nowhere");
    expect((await codesIn(project)).map(([code]) => code)).toEqual(["hooks-absent", "hooks-elsewhere"]);
  });

  test("of a worktree are those of its repository", async () => {
    const project = repository({ ".git/hooks/pre-commit": hook });
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    git(project, ...author, "commit", "--quiet", "--allow-empty", "--no-verify", "-m", "first");
    git(project, "worktree", "add", "--quiet", "../tree");
    expect((await checkHooks(project.path("../tree"), env)).problems).toMatchObject([
      { code: "hook-not-executable" },
    ]);
  });
});

describe("the sign-in of a store, without a network", () => {
  const home = () => projectOf({ ".aws/credentials": "[default]\naws_secret_access_key = canary\n" }).folder;

  test.each([
    [{ AWS_PROFILE: "shop" }, { by: "variable AWS_PROFILE", identity: "profile shop" }],
    [
      { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "canary" },
      { by: "variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" },
    ],
    [
      { AWS_WEB_IDENTITY_TOKEN_FILE: "t", AWS_ROLE_ARN: "arn:aws:iam::1:role/shop" },
      { by: "variable AWS_WEB_IDENTITY_TOKEN_FILE", identity: "arn:aws:iam::1:role/shop" },
    ],
    [{ AWS_CONTAINER_CREDENTIALS_FULL_URI: "u" }, { by: "the container's role" }],
    [{}, { by: "nothing is here: the instance's role, if there is one" }],
  ])("AWS, %o", (variables, expected) => {
    expect(signInOf("aws-secrets-manager", variables)).toEqual(expected);
  });

  test("AWS, by files", () => {
    expect(signInOf("aws-secrets-manager", { HOME: home() })).toEqual({
      by: "the files of ~/.aws",
      identity: "profile default",
    });
  });

  test("Google says whose key file it is, and nothing else of it", () => {
    const project = projectOf({
      "key.json": '{ "client_email": "shop@a.iam.example", "private_key": "canary" }',
    });
    expect(
      signInOf("google-secret-manager", { GOOGLE_APPLICATION_CREDENTIALS: project.path("key.json") }),
    ).toEqual({
      by: "the file of GOOGLE_APPLICATION_CREDENTIALS",
      identity: "shop@a.iam.example",
    });
    project.write({ "key.json": '{ "client_email": "canary and more" }' });
    expect(
      signInOf("google-secret-manager", { GOOGLE_APPLICATION_CREDENTIALS: project.path("key.json") })
        ?.identity,
    ).toBeUndefined();
  });

  test("Azure and Vault", () => {
    expect(signInOf("azure-key-vault", { AZURE_CLIENT_ID: "c", AZURE_CLIENT_SECRET: "canary" })).toEqual({
      by: "variable AZURE_CLIENT_SECRET",
      identity: "client c",
    });
    expect(signInOf("vault", { VAULT_TOKEN: "canary" })).toEqual({
      by: "the auth of the definition, else variable VAULT_TOKEN",
    });
    expect(signInOf("somebody's", {})).toBeUndefined();
  });
});

const stores = (
  failure: string,
) => `import { defineConfig, env, fromStore, optional, secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import * as z from "zod";

const store = { ...memoryStore({}), name: "aws-secrets-manager" };
${failure}
export default defineConfig({
  schema: z.object({ port: z.int().default(1), key: secret(z.string()) }),
  sources: [env(), optional(fromStore(store))],
});
`;

describe("confide doctor", () => {
  const doctor = async (line: string, cwd: string, more: object = {}) =>
    runCommand(`doctor${line}`.split(" "), {
      cwd,
      env: { HOME: "/nowhere", ...env, NO_COLOR: "1" },
      ...more,
    });

  test("prints what it looked at, and what is wrong", async () => {
    const project = repository({
      "confide.config.ts": definitionFile("port: z.int()"),
      ".githooks/pre-push": "",
    });
    const { exitCode, stdout } = await doctor("", project.folder, { isTTY: true, columns: 80 });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^looked at {6}found\nNode\.js {8}\d+\.\d+\.\d+\n@confide\/core {2}\d+\.\d+\.\d+\nzod {12}4\.\d+\.\d+\ngit hooks {6}none in \.git\/hooks\n/,
    );
    expect(stdout).toContain("\ndefinition     confide.config.ts\n");
    expect(stdout).toContain(
      "✗ .githooks is there, and git runs no hook of .githooks\n    fix    git config core.hooksPath .githooks\n",
    );
  });

  test("finds scanners by the path, with their versions", async () => {
    const project = projectOf({
      "confide.config.ts": definitionFile("port: z.int()"),
      "bin/gitleaks": "#!/bin/sh\necho 8.28.0\n",
      "bin/detect-secrets": "#!/bin/sh\necho 'detect-secrets 1.5.0'\n",
      "bin/kingfisher": "#!/bin/sh\nexit 1\n",
    });
    for (const name of ["gitleaks", "detect-secrets", "kingfisher"])
      chmodSync(project.path("bin", name), 0o755);
    const path = `${project.path("bin")}${delimiter}${env.PATH}`;
    const { exitCode, stdout } = await doctor("", project.folder, { env: { PATH: path, HOME: "/nowhere" } });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\ngitleaks +8\.28\.0\ndetect-secrets +1\.5\.0\n/);
    expect(stdout).not.toContain("kingfisher");
  });

  test("looks at the rest where no definition works, and says why", async () => {
    const { exitCode, stdout } = await doctor(" --json", projectOf().folder);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ code: "no-definition" }],
      next: [{ command: "confide init" }],
      data: {
        looks: expect.arrayContaining([
          { area: "definition", name: "definition", found: "none that works" },
        ]) as object,
      },
    });
  });

  test.each([
    [
      "a schema that can't be one",
      definitionFile("a_b: z.string(), aB: z.string()"),
      "invalid",
      "has the same name as",
    ],
    ["a source that is none", definitionFile("a: z.string()", "[env]"), "failed", "a function, not a source"],
    [
      "a part that there isn't",
      definitionFile("a: z.string()").replace("sources:", "source:"),
      "invalid-definition",
      "did you mean sources?",
    ],
  ])("reports a definition with %s, and looks at the rest", async (_, code, expected, message) => {
    const { exitCode, stdout } = await doctor(" --json", projectOf({ "confide.config.ts": code }).folder);
    expect(exitCode).toBe(1);
    const { problems, data } = JSON.parse(stdout) as {
      problems: { code: string; message: string }[];
      data: object;
    };
    expect(problems.map((each) => [each.code, each.message.includes(message)])).toEqual([[expected, true]]);
    expect(data).toMatchObject({
      looks: expect.arrayContaining([
        { area: "definition", name: "definition", found: "none that works" },
      ]) as object,
    });
    const person = await doctor("", projectOf({ "confide.config.ts": code }).folder);
    expect([person.exitCode, person.stdout.includes(message)]).toEqual([1, true]);
  });

  test("asks no store without --online, and says with it whether the sign-in works", async () => {
    const failing = projectOf({
      "confide.config.ts": stores('store.fail("confide-doctor", "unauthenticated");'),
    });
    expect((await doctor("", failing.folder)).stdout).toMatch(
      /\naws-secrets-manager +nothing is here: the instance's role/,
    );
    const online = await doctor(" --online --json", failing.folder);
    expect(JSON.parse(online.stdout)).toMatchObject({
      exitCode: 1,
      problems: [{ code: "store-failed", reason: "unauthenticated" }],
    });
    const fine = projectOf({ "confide.config.ts": stores('store.fail("confide-doctor", "denied");') });
    const { exitCode, stdout } = await doctor(" --online", fine.folder);
    expect([exitCode, /aws-secrets-manager .*, signed in/.test(stdout)]).toEqual([0, true]);
  });

  test.each([
    ["aws-secrets-manager", "@aws-sdk/client-secrets-manager"],
    ["aws-parameter-store", "@aws-sdk/client-ssm"],
  ])(
    "names the SDK that %s asks for and that isn't there, and not the one of the other store",
    async (store, sdk) => {
      const project = projectOf();
      unlinkSync(project.path("node_modules"));
      const sdks = ["@aws-sdk/client-secrets-manager", "@aws-sdk/client-ssm"];
      const manifest = {
        version: "1.0.0",
        peerDependencies: Object.fromEntries([...sdks, "@confide/core"].map((name) => [name, "*"])),
        peerDependenciesMeta: Object.fromEntries(sdks.map((name) => [name, { optional: true }])),
      };
      project.write({
        "package.json": '{ "dependencies": { "@confide/aws": "1" } }',
        "node_modules/@confide/aws/package.json": JSON.stringify(manifest),
        "node_modules/zod/package.json": '{ "version": "4.0.0" }',
        "node_modules/@confide/core/package.json": '{ "version": "1.0.0" }',
        "confide.config.mjs": `import * as z from ${JSON.stringify(import.meta.resolve("zod"))};\nexport default { schema: z.object({}), sources: [{ name: "s", store: { name: "${store}" }, locate: () => undefined, read: async () => ({ answers: [] }) }] };\n`,
      });
      const { stdout } = await doctor(" --json", project.folder);
      expect(JSON.parse(stdout)).toMatchObject({
        problems: [{ code: "sdk-missing", fix: `npm i ${sdk}` }],
      });
    },
  );
});
