import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";

import { buildBundles } from "./bundles.ts";

const folder = mkdtempSync(join(tmpdir(), "aws-lambda-"));
const asked: string[] = [];

/** Secrets Manager with one secret, as far as this function knows it. */
const server = createServer((request, response) => {
  asked.push(String(request.headers["x-amz-target"]));
  const secret = { host: "db.example", username: "shop", password: "made-up-canary" };
  const answer = { Name: "prod/database", VersionId: "1", SecretString: JSON.stringify(secret) };
  response.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
});

beforeAll(async () => {
  await buildBundles(folder);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** As Lambda does: the file is loaded, its `handler` is called twice. */
const caller = `
const { handler } = await import(process.argv[1]);
await handler();
console.log(JSON.stringify(await handler()));
`;

test.each(["esm/handler.mjs", "cjs/handler.cjs"])("%s answers, and asks once", async (file) => {
  asked.length = 0;
  const env = {
    ...process.env,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "made-up",
    AWS_SECRET_ACCESS_KEY: "made-up",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  const parameters = ["--input-type=module", "--eval", caller, join(folder, file)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, parameters, { cwd: folder, env });
  expect(JSON.parse(stdout)).toEqual({ statusCode: 200, body: "connected to [secret]" });
  expect(stderr).toBe("");
  expect(asked).toEqual(["secretsmanager.GetSecretValue"]);
});

interface Template {
  readonly Resources: {
    readonly Function: {
      readonly Properties: {
        readonly CodeUri: string;
        readonly Handler: string;
        readonly Environment: { readonly Variables: Readonly<Record<string, unknown>> };
      };
    };
  };
}

test("template.yaml names what the build makes, and only variables that the function knows", () => {
  const template = parse(readFileSync(join(import.meta.dirname, "template.yaml"), "utf8")) as Template;
  const { CodeUri, Handler, Environment } = template.Resources.Function.Properties;
  const [name = ""] = Handler.split(".");
  expect(existsSync(join(folder, CodeUri.replace("dist/", ""), `${name}.mjs`))).toBe(true);
  const known = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  for (const variable of Object.keys(Environment.Variables)) expect(known).toContain(`${variable}=`);
});
