import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";

import { gitlabPipeline } from "../src/ci/gitlab-pipeline.ts";
import { Project } from "./kit/project.ts";
import { runCommand, type RunCommandOptions } from "./kit/run-command.ts";
import { runInTerminal } from "./kit/run-program.ts";

const DEFINITION = `import { awsSecretsManager } from "@confide/aws";
import { defineConfig, env, fromStore, optional, secret } from "@confide/core";
import { hashicorpVault } from "@confide/vault";
import * as z from "zod";

export default defineConfig({
  schema: z.object({ token: secret(z.string().default("canary-default")) }),
  sources: [env(), fromStore(awsSecretsManager({ region: "eu-west-1" })), optional(fromStore(hashicorpVault({ address: "https://vault.example.com" })))],
});
`;

const files = {
  "confide.config.ts": DEFINITION,
  "package.json": '{ "type": "module", "scripts": { "deploy": "node deploy.ts" } }',
  "pnpm-lock.yaml": "",
  ".env.example": "TOKEN=\n",
};

interface CiEnvelope {
  readonly exitCode: number;
  readonly problems: readonly { readonly code: string }[];
  readonly next: readonly { readonly command: string }[];
  readonly data: { readonly outcome: string; readonly clouds: readonly string[]; readonly platform: string };
}

async function ci(project: Project, line: string, options?: Partial<RunCommandOptions>): Promise<CiEnvelope> {
  const { stdout } = await runCommand(["ci", ...line.split(" ").filter(Boolean), "--json"], {
    cwd: project.folder,
    ...options,
  });
  return JSON.parse(stdout) as CiEnvelope;
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions: object;
        readonly environment?: string;
        readonly needs?: string;
        readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
      }
    >
  >;
}

describe("for GitHub", () => {
  let project: Project;
  let written: CiEnvelope;
  beforeAll(async () => {
    project = new Project(files);
    written = await ci(project, "--yes --env staging --env production");
  });
  afterAll(() => project[Symbol.dispose]());
  const workflow = (name: string) => parse(project.read(`.github/workflows/${name}.yml`)) as Workflow;

  test("it signs in to the clouds of the definition's stores, by variables that it names", () => {
    expect(written.data).toMatchObject({ outcome: "written", platform: "github", clouds: ["aws", "vault"] });
    expect(written.next.map(({ command }) => command)).toEqual([
      "gh variable set AWS_ROLE_ARN",
      "gh variable set AWS_REGION",
      "gh variable set VAULT_ADDR",
      "gh variable set VAULT_ROLE",
    ]);
  });

  test("each job may do what it needs, and each action is a commit", () => {
    const all = ["security", "deploy"].map(workflow);
    expect(all.map(({ permissions }) => permissions)).toEqual([{}, {}]);
    expect(all.flatMap(({ jobs }) => Object.values(jobs).map(({ permissions }) => permissions))).toEqual([
      { contents: "read" },
      { contents: "read", "id-token": "write" },
      { contents: "read", "id-token": "write" },
    ]);
    const used = all.flatMap(({ jobs }) =>
      Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? [])),
    );
    expect(used.filter((each) => !/@[0-9a-f]{40}$/.test(each))).toEqual([]);
  });

  test("environments follow each other, and each is checked before it is deployed to", () => {
    const { jobs } = workflow("deploy");
    expect(Object.entries(jobs).map(([name, { environment, needs }]) => [name, environment, needs])).toEqual([
      ["deploy-staging", "staging", undefined],
      ["deploy-production", "production", "deploy-staging"],
    ]);
    const runs = jobs["deploy-production"]?.steps.flatMap(({ run }) => run ?? []);
    expect(runs).toEqual(["pnpm install --frozen-lockfile", "pnpm exec confide check", "pnpm run deploy"]);
  });

  test("no value is in them, and a second run changes nothing, also where a file was changed by hand", async () => {
    expect(project.read(".github/workflows/deploy.yml")).not.toContain("canary");
    project.write({ ".github/workflows/deploy.yml": "name: mine\n" });
    expect((await ci(project, "--yes")).data.outcome).toBe("unchanged");
    expect(project.read(".github/workflows/deploy.yml")).toBe("name: mine\n");
  });
});

describe("for GitLab", () => {
  test("it is chosen by what is there, and says how to include the jobs", async () => {
    using project = new Project({ ...files, ".gitlab-ci.yml": "stages: [test, deploy]\n" });
    const { data, next } = await ci(project, "--yes");
    expect([data.platform, data.outcome, next[0]?.command]).toEqual([
      "gitlab",
      "written",
      "include: [{ local: .gitlab/confide.yml }]",
    ]);
    expect(project.read(".gitlab-ci.yml")).toBe("stages: [test, deploy]\n");
  });

  test("or by the remote's host, and a pipeline that isn't there is made", async () => {
    using project = new Project(files);
    execFileSync("rm", ["-rf", project.path(".git")]);
    execFileSync("git", ["init", "-q"], { cwd: project.folder });
    execFileSync("git", ["remote", "add", "origin", "https://oauth2:canary@gitlab.example.com/a/b.git"], {
      cwd: project.folder,
    });
    const { PATH = "" } = process.env;
    const { data, next } = await ci(project, "--yes", { env: { PATH } });
    expect([data.platform, next]).toEqual(["gitlab", []]);
    expect(parse(project.read(".gitlab-ci.yml"))).toEqual({ include: [{ local: ".gitlab/confide.yml" }] });
  });

  test("each command is one that a shell can parse, and no key is stored", () => {
    const text = gitlabPipeline({
      packageManager: "npm",
      execute: (parameters) => `npx confide ${parameters}`,
      clouds: ["aws", "google", "azure", "vault"],
      environments: ["production"],
      hasDeploy: true,
      hasExample: true,
    });
    const jobs = parse(text) as Record<string, { script?: string[]; id_tokens?: object }>;
    expect(Object.keys(jobs["confide-deploy-production"]?.id_tokens ?? {})).toHaveLength(4);
    for (const line of Object.values(jobs).flatMap(({ script = [] }) => script))
      expect([line, spawnSync("bash", ["-n", "-c", line], { encoding: "utf8" }).stderr]).toEqual([line, ""]);
  });

  test("the sign-in to Vault prints a token, and nothing where it is refused", () => {
    const text = gitlabPipeline({
      packageManager: "npm",
      execute: (each) => each,
      clouds: ["vault"],
      environments: ["production"],
      hasDeploy: false,
      hasExample: false,
    });
    const { script = [] } =
      (parse(text) as Record<string, { script?: string[] }>)["confide-deploy-production"] ?? {};
    const code = /node -e '([^']+)'/.exec(script[0] ?? "")?.[1] ?? "";
    const answer = (ok: boolean) =>
      `globalThis.fetch = async (url, { body }) => ({ ok: ${ok}, json: async () => ({ auth: { client_token: url + body } }) });`;
    const env = { PATH: process.env.PATH, VAULT_ADDR: "https://v", VAULT_ROLE: "r", VAULT_ID_TOKEN: "j" };
    const run = (ok: boolean) =>
      spawnSync(process.execPath, ["-e", answer(ok) + code], { encoding: "utf8", env });
    expect(run(true).stdout).toBe('https://v/v1/auth/jwt/login{"role":"r","jwt":"j"}');
    expect(run(false)).toMatchObject({ status: 1, stdout: "" });
  });
});

test("a person sees the files, is asked once, and no writes nothing", async () => {
  using project = new Project(files);
  const { exitCode, screen } = await runInTerminal(["ci", "github"], {
    cwd: project.folder,
    env: { NO_COLOR: "1" },
    answer: "n",
  });
  expect(exitCode).toBe(0);
  expect(screen).toContain(".github/workflows/security.yml (new)\n+ name: Security\n");
  expect(screen).toContain("Write .github/workflows/security.yml, .github/workflows/deploy.yml? [y/N] ");
  expect(screen).toMatch(/Nothing was written\.\n$/);
  expect(existsSync(project.path(".github"))).toBe(false);
});

test("--dry-run shows them, and writes nothing", async () => {
  using project = new Project(files);
  const { exitCode, stdout, stderr } = await runCommand(["ci", "--dry-run", "--yes"], {
    cwd: project.folder,
  });
  expect([exitCode, stdout]).toEqual([
    0,
    "✓ would write .github/workflows/security.yml, .github/workflows/deploy.yml\n",
  ]);
  expect(stderr).toContain("+ name: Deploy\n");
  expect(existsSync(project.path(".github"))).toBe(false);
});

test.each(["--env=../x", "--env=A;b", "jenkins"])("what it doesn't know is refused: %s", async (line) => {
  using project = new Project(files);
  const { exitCode, problems } = await ci(project, `${line} --yes`);
  expect([exitCode, problems[0]?.code]).toEqual([2, "usage"]);
});
