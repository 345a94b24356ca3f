// Manifests after the shapes of public ones: what is right has no finding, and each name that is then taken out, misspelt or
// left empty is found, and nothing else.
import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as core from "@confide/core";
import * as adapter from "@confide/core/adapter";
import { expect, test, describe } from "vitest";
import { isMap, isScalar, parseAllDocuments, visit } from "yaml";
import * as z from "zod";

import { type Compared, compareDeployed } from "../../src/deploy/compare.ts";
import { deployedIn, recognized } from "../../src/deploy/deploy-files.ts";
import { needsOf } from "../../src/deploy/needs.ts";
import { textOrNone } from "../../src/files/read-text.ts";

const { args, env, dotenv, fileVariables, secret, secretFiles } = core;
const folder = join(import.meta.dirname, "fixtures");

const definition = core.defineConfig({
  schema: z.object({
    port: z.int().default(3000),
    logLevel: z.enum(["debug", "info"]).default("info"),
    publicUrl: z.url(),
    database: z.object({ url: secret(z.string()), poolSize: z.int().default(10) }),
    redis: z.object({ url: z.string() }),
    session: z.object({ secret: secret(z.string()) }),
    stripe: z.object({ apiKey: secret(z.string()) }),
    s3: z.object({ bucket: z.string(), region: z.string().default("eu-west-1") }),
    mail: z.object({ host: z.string(), user: z.string(), password: secret(z.string()) }).optional(),
    allowedOrigins: z.array(z.string()).optional(),
  }),
  sources: [args(), env(), fileVariables(), secretFiles("/run/secrets"), dotenv()],
});
const needs = needsOf(definition, { ...core, ...adapter });

async function compared(files: Readonly<Record<string, string>>): Promise<readonly Compared[]> {
  const given = Object.entries(files).map(([file, text]) => ({ file, path: join(folder, file), text }));
  const deployed = await deployedIn(await Promise.all(given.map(recognized)), textOrNone);
  return deployed.map((each) => compareDeployed(each, needs, { nearest: adapter.nearest }));
}

function manifests(...files: readonly string[]): Record<string, string> {
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

/** `compose.yaml:4 deploy-missing redis.url` */
async function findingsIn(
  files: Readonly<Record<string, string>>,
  kind: "problems" | "warnings" = "problems",
): Promise<readonly string[]> {
  const findings = (await compared(files)).flatMap((each) => each[kind]);
  return findings
    .map(
      ({ file, line, code, setting, message }) =>
        `${file}:${line} ${code} ${setting ?? message.split(/[ ,]/)[0]}`,
    )
    .toSorted();
}

async function codesIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return [...new Set((await findingsIn(files)).map((each) => each.replace(/^\S+ /, "")))].toSorted();
}

const REQUIRED: Readonly<Record<string, string>> = {
  PUBLIC_URL: "publicUrl",
  DATABASE_URL: "database.url",
  REDIS_URL: "redis.url",
  SESSION_SECRET: "session.secret",
  STRIPE_API_KEY: "stripe.apiKey",
  S3_BUCKET: "s3.bucket",
};

/** What is right, and what the application is. */
const RIGHT: readonly (readonly [files: readonly string[], applications: readonly string[]])[] = [
  [["worker-and-web.compose.yaml"], ["service shop-worker", "service shop-web"]],
  [["passed-through.compose.yml"], ["service shop"]],
  [["secret-files.compose.yaml"], ["service app"]],
  [["env-file.compose.yml"], ["service web", "service streaming", "service queue"]],
  [["shop.k8s.yaml"], ["Deployment shop, container server"]],
  [["sealed.k8s.yaml"], ["StatefulSet shop, container shop"]],
  [["external-secrets.k8s.yaml"], ["CronJob shop-nightly, container nightly"]],
  [["kustomization.yaml", "pod.k8s.yaml"], ["Pod shop, container shop"]],
  [["service.knative.yaml"], ["Service shop, container "]],
  [["e2e.workflow.yml"], ["job e2e"]],
  [["deploy.workflow.yml"], ["job staging", "job production"]],
];

describe.each(RIGHT)("%s", (files, applications) => {
  const right = manifests(...files);

  test("has no finding, and its applications are known", async () => {
    const all = await compared(right);
    expect(all.flatMap(({ problems }) => problems)).toEqual([]);
    expect(all.flatMap((each) => each.applications.map(({ what }) => what))).toEqual(applications);
  });

  const changes = Object.keys(REQUIRED).flatMap((variable) => {
    const one = changed(right, variable, "left out");
    return one === undefined ? [] : [[variable, one] as const];
  });

  test("has most settings as variables, or in a file beside it", () => {
    expect(changes.length).toBeGreaterThanOrEqual(files[0] === "env-file.compose.yml" ? 0 : 3);
  });

  test.each(changes)("without %s: that one is missing", async (variable, without) => {
    expect(await codesIn(without)).toEqual([`deploy-missing ${REQUIRED[variable]}`]);
  });

  test.each(changes)("with %s misspelt: it is missing, and what was meant is said", async (variable) => {
    const typo = changed(right, variable, "misspelt") ?? {};
    expect(await codesIn(typo)).toEqual([
      `deploy-missing ${REQUIRED[variable]}`,
      `deploy-unknown ${misspelt(variable)}`,
    ]);
    const unknown = (await compared(typo)).flatMap(({ problems }) =>
      problems.filter(({ code }) => code === "deploy-unknown"),
    );
    expect(unknown.map(({ fix }) => fix)).toContain(`did you mean ${variable}?`);
  });
});

interface Findings {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** Of which the file can't say whether they are given. */
  readonly unseen: readonly string[];
}

const WRONG: Readonly<Record<string, Findings>> = {
  "everything-wrong.compose.yaml": {
    problems: [
      "9 deploy-empty publicUrl",
      "10 deploy-literal database.url",
      "8 deploy-missing redis.url",
      "8 deploy-missing s3.bucket",
      "8 deploy-missing stripe.apiKey",
      "11 deploy-unknown REDIS_ULR",
      "14 deploy-unknown S3_BUCKETT",
      "18 deploy-missing session.secret",
      "18 deploy-missing stripe.apiKey",
      "23 deploy-literal mail.password",
    ],
    warnings: [
      "12 deploy-literal session.secret",
      "13 deploy-empty logLevel",
      "6 deploy-baked stripe.apiKey",
    ],
    unseen: ["session.secret", "database.url", "redis.url"],
  },
  "everything-wrong.k8s.yaml": {
    problems: [
      "6 deploy-literal session.secret",
      "7 deploy-empty database.url",
      "9 deploy-literal stripe.apiKey",
      "15 deploy-literal mail.password",
      "29 deploy-missing publicUrl",
      "33 deploy-no-key REDIS_URL",
      "39 deploy-empty s3.bucket",
      "51 deploy-literal mail.password",
    ],
    warnings: [],
    unseen: ["redis.url"],
  },
  "open.k8s.yaml": {
    problems: [],
    warnings: [],
    unseen: ["database.url", "session.secret", "stripe.apiKey", "s3.bucket"],
  },
  "open.workflow.yaml": {
    problems: [],
    warnings: ["8 deploy-literal session.secret"],
    unseen: ["database.url", "redis.url", "stripe.apiKey", "s3.bucket"],
  },
  Dockerfile: {
    problems: ["23 deploy-literal session.secret", "24 deploy-unknown LOG_LEVLE"],
    warnings: ["9 deploy-baked stripe.apiKey", "26 deploy-empty redis.url", "27 deploy-baked database.url"],
    unseen: ["publicUrl", "database.url", "stripe.apiKey"],
  },
  "vercel.json": {
    problems: ["6 deploy-literal session.secret", "8 deploy-unknown S3_BUKCET"],
    warnings: ["9 deploy-empty mail.host"],
    unseen: ["database.url", "redis.url", "stripe.apiKey", "s3.bucket"],
  },
  "fly.toml": {
    problems: ["11 deploy-unknown REDDIS_URL", "12 deploy-literal stripe.apiKey"],
    warnings: ["13 deploy-empty s3.bucket"],
    unseen: ["database.url", "redis.url", "session.secret"],
  },
};

describe.each(Object.keys(WRONG))("%s", (file) => {
  test("has these findings", async () => {
    const { problems, warnings, unseen } = WRONG[file] as Findings;
    const here = (lines: readonly string[]) => lines.map((line) => `${file}:${line}`).toSorted();
    expect(await findingsIn(manifests(file))).toEqual(here(problems));
    expect(await findingsIn(manifests(file), "warnings")).toEqual(here(warnings));
    const all = await compared(manifests(file));
    expect(all.flatMap((each) => each.unseen.map(({ setting }) => setting))).toEqual(unseen);
    expect(JSON.stringify(all)).not.toMatch(/made[- ]up/);
  });
});

/** The files with a variable that isn't there, or has another name; `undefined`: none of them names it. */
function changed(
  files: Readonly<Record<string, string>>,
  variable: string,
  how: "left out" | "misspelt",
): Record<string, string> | undefined {
  let found = false;
  const after = Object.entries(files).map(([file, text]) => {
    const documents = parseAllDocuments(text, { merge: true });
    for (const document of documents)
      visit(document, {
        Pair(_, { key }) {
          if (!isScalar(key) || key.value !== variable) return undefined;
          found = true;
          if (how === "left out") return visit.REMOVE;
          key.value = misspelt(variable);
          return undefined;
        },
        Seq(_, seq) {
          for (const [index, item] of seq.items.entries()) {
            if (isScalar(item) && new RegExp(`^${variable}(=|$)`).test(String(item.value))) {
              found = true;
              if (how === "left out") seq.items.splice(index, 1);
              else item.value = String(item.value).replace(variable, misspelt(variable));
              return;
            }
            if (isMap(item) && item.get("name") === variable) {
              found = true;
              if (how === "left out") seq.items.splice(index, 1);
              else item.set("name", misspelt(variable));
              return;
            }
          }
        },
      });
    return [file, [...documents].map(String).join("---\n")] as const;
  });
  return found ? Object.fromEntries(after) : undefined;
}

/** Two letters in the middle change places. */
function misspelt(variable: string): string {
  const at = variable.length - 3;
  return variable.slice(0, at) + variable[at + 1] + variable[at] + variable.slice(at + 2);
}
