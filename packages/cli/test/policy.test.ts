import { afterEach, beforeEach, expect, test } from "vitest";

import { Project } from "./kit/project.ts";
import { type CommandOutput, runCommand, type RunCommandOptions } from "./kit/run-command.ts";

const AWS =
  'fromStore(awsSecretsManager({ region: "eu-west-1" }), { refs: { database: "prod/database", "stripe.apiKey": "prod/stripe#apiKey" } })';
const VAULT =
  'fromStore(hashicorpVault({ mount: "kv" }), { refs: { database: "prod/database", "stripe.apiKey": "prod/stripe#apiKey" } })';
const GCP =
  'fromStore(googleSecretManager({ project: "shop" }), { refs: { database: "database", "stripe.apiKey": "stripe" } })';
const LOCAL =
  'fromStore(localStore({ path: "x.age", keyFile: "key.txt" }), { refs: { "stripe.apiKey": "x" } })';

let project: Project;
beforeEach(() => {
  project = new Project();
});
afterEach(() => {
  project[Symbol.dispose]();
});

async function confide(
  line: string,
  sources: string,
  options: Partial<RunCommandOptions> = {},
): Promise<CommandOutput> {
  // A folder a definition: Node keeps what it has imported.
  const folder = `f${Object.keys(options).length}${line.length}${sources.length}-${Math.random()}`;
  project.write({
    [`${folder}/confide.config.ts`]: `import { defineConfig, env, fromStore, secret } from "@confide/core";
import { awsSecretsManager } from "@confide/aws";
import { googleSecretManager } from "@confide/gcp";
import { localStore } from "@confide/local";
import { hashicorpVault } from "@confide/vault";
import * as z from "zod";
export default defineConfig({
  schema: z.object({
    database: z.object({ host: z.string(), password: secret(z.string()) }),
    stripe: z.object({ apiKey: secret(z.string()) }),
  }),
  sources: [env(), ${sources}],
});
`,
  });
  return runCommand(line.split(" "), { cwd: project.path(folder), ...options });
}

test("prints what goes into a file, for an agent that was detected too", async () => {
  const { exitCode, stdout } = await confide("policy", AWS);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    Statement: [
      { Sid: "ReadSecrets", Resource: [expect.stringContaining("prod/database-??????"), expect.anything()] },
      {},
    ],
  });
  expect((await confide("policy", AWS, { agent: true })).stdout).toBe(stdout);
});

test("of several stores each under its name, and one by --store; one without policies is named", async () => {
  const { stdout, stderr } = await confide("policy", `${VAULT}, ${LOCAL}, ${GCP}`);
  expect(stdout).toMatch(
    /^vault\npath "kv\/data\/prod\/database" \{[^]*\n\ngoogle-secret-manager\n: "\$\{MEMBER/,
  );
  expect(stderr).toBe("! local-store has no policies: who holds its key reads all of it\n");
  const one = await confide("policy --store vault", `${VAULT}, ${GCP}`);
  expect(one.stdout).toMatch(/^path "kv/);
  for (const sources of [LOCAL, ""]) expect(await confide("policy", sources)).toMatchObject({ exitCode: 2 });
  expect((await confide("policy --check x --agent", `${VAULT}, ${GCP}`)).stdout).toContain("--store NAME");
});

interface KeptPolicy {
  readonly sources: string;
  /** The same rights, written otherwise. */
  readonly otherwise: (text: string) => string;
  /** Without one of them, and with one of another kind. */
  readonly drifted: (text: string) => string;
  readonly missing: string;
  readonly extra: string;
}

interface Iam {
  readonly Statement: readonly {
    readonly Action: readonly string[];
    readonly Resource: string | readonly string[];
  }[];
}

const KEPT: Readonly<Record<string, KeptPolicy>> = {
  "an IAM policy": {
    sources: AWS,
    otherwise(text) {
      const { Statement, ...more } = JSON.parse(text) as Iam;
      const single = Statement.flatMap(({ Action: [Action], Resource, ...rest }) =>
        [Resource].flat().map((each) => ({ ...rest, Sid: "Mine", Action, Resource: each })),
      );
      return JSON.stringify({ Statement: single.toReversed(), ...more });
    },
    drifted(text) {
      const { Statement } = JSON.parse(text.replace("prod/stripe", "other")) as Iam;
      return JSON.stringify({ Statement: [...Statement, { Effect: "Deny", Action: "s3:*", Resource: "*" }] });
    },
    missing: "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:*:secret:prod/stripe-??????",
    extra: ": Deny s3:* on *",
  },
  "a Vault policy": {
    sources: VAULT,
    otherwise: (text) =>
      `# ours\n${text.split("\n\n").toReversed().join("\n\n").replaceAll("{\n", "{ # why\n")}`,
    drifted: (text) => `${text.replace("prod/stripe", "other")}\npath "kv/#x" { capabilities = ["list",] }`,
    missing: "read on kv/data/prod/stripe",
    extra: ": list on kv/#x",
  },
  "a script": {
    sources: GCP,
    otherwise: (text) => `# ours\n\n${text.trimEnd().split("\n").toReversed().join("\n\n")}`,
    drifted: (text) => `${text.replace("binding stripe", "binding stripe2")}\necho canary\n`,
    missing: "gcloud secrets add-iam-policy-binding stripe",
    extra: " this line\n    in     ../policy.txt:5",
  },
};

test.each(Object.entries(KEPT))(
  "%s fits however it is written; what it lacks and what is too much is told",
  async (_, kept) => {
    const { stdout: text } = await confide("policy", kept.sources);
    const check = async (written: string) => {
      project.write({ "policy.txt": written });
      return confide("policy --check ../policy.txt", kept.sources);
    };
    expect(kept.otherwise(text)).not.toBe(text);
    expect(await check(kept.otherwise(text))).toMatchObject({
      exitCode: 0,
      stdout: "✓ ../policy.txt is the least that is needed\n",
    });
    const { exitCode, stdout } = await check(kept.drifted(text));
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`✗ the file lacks: ${kept.missing}`);
    expect(stdout).toContain(`✗ nothing needs${kept.extra}`);
    expect(stdout).not.toContain("canary");
  },
);

const iam = (Action: string, Resource: string, more = {}) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource, ...more }] });

test.each<[string, string, string]>([
  ["of all actions", AWS, iam("secretsmanager:*", "*")],
  ["in another case", AWS, iam("SecretsManager:*", "*")],
  ["of Vault's paths", VAULT, 'path "kv/data/*" { capabilities = ["read"] }'],
])("a wildcard %s allows more than is needed, and lacks nothing of it", async (_, sources, text) => {
  project.write({ "policy.txt": text });
  const { exitCode, stdout } = await confide("policy --check ../policy.txt --json", sources);
  const { problems } = JSON.parse(stdout) as { problems: { code: string; message: string; fix: string }[] };
  expect([exitCode, problems.map(({ code }) => code)]).toEqual([1, ["policy-extra"]]);
  expect(problems[0]?.message).toMatch(/^it allows more than is needed: /);
  expect(problems[0]?.fix).toContain("write what is needed of it: ");
});

test("a wildcard with a condition, or of other secrets, may lack what is needed", async () => {
  for (const text of [
    iam("secretsmanager:*", "*", { Condition: { Bool: { "aws:SecureTransport": "true" } } }),
    iam("secretsmanager:*", "arn:aws:secretsmanager:eu-west-1:*:secret:staging/*"),
  ]) {
    project.write({ "policy.txt": text });
    const { stdout } = await confide("policy --check ../policy.txt", AWS);
    expect(stdout).toContain("✗ the file lacks: secretsmanager:GetSecretValue on ");
    expect(stdout).toContain("✗ nothing needs: secretsmanager:* on ");
  }
});

test.each([
  ["absent.json", "isn't there"],
  ["odd.json", "can't be compared"],
  ["no.json", "can't be compared"],
])("--check %s could not be looked at", async (file, expected) => {
  project.write({ "odd.json": "{ not JSON canary", "no.json": "{}" });
  const { exitCode, stderr } = await confide(`policy --check ../${file}`, AWS);
  expect([exitCode, stderr.includes(expected), stderr.includes("canary")]).toEqual([2, true, false]);
});

test("--explain says which settings need each right", async () => {
  const { stdout } = await confide("policy --explain --json", AWS);
  expect(
    (JSON.parse(stdout) as { data: { policies: { grants: unknown }[] } }).data.policies[0]?.grants,
  ).toEqual([
    {
      grant:
        "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:*:secret:prod/database-??????",
      settings: ["database.host", "database.password"],
    },
    {
      grant: "secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:*:secret:prod/stripe-??????",
      settings: ["stripe.apiKey"],
    },
    { grant: "secretsmanager:BatchGetSecretValue on *", settings: [] },
  ]);
  expect((await confide("policy --explain", AWS)).stdout).toMatch(
    /secretsmanager:BatchGetSecretValue on \* +reading several in one call: each of them needs its own right too\n/,
  );
  const shown = await confide("policy --explain", VAULT, {
    isTTY: true,
    columns: 80,
    env: { NO_COLOR: "1" },
  });
  expect(shown.stdout).toBe(`right                          needed for
read on kv/data/prod/database  database.host, database.password
read on kv/data/prod/stripe    stripe.apiKey
`);
});
