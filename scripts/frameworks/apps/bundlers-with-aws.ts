import type { App, Command } from "../app.ts";
import { answerModule } from "../settings.ts";
import { esbuildCjs, esbuildEsm, rolldown, webpack } from "./bundlers.ts";

// Secrets Manager as far as one secret needs it, in the program's own process: the SDK talks to it over HTTP.
const program = `import { awsSecretsManager } from "@confide/aws";
import { defineConfig, env, fromStore, loadConfig, secret } from "@confide/core";
import { createServer } from "node:http";
import * as z from "zod";

import { answerOf } from "./answer.js";

const { GREETING, POOL_SIZE, DATABASE_PASSWORD } = process.env;
const server = createServer((request, response) => {
  const isThere = DATABASE_PASSWORD !== undefined;
  response.writeHead(isThere ? 200 : 400, { "content-type": "application/x-amz-json-1.1" });
  const found = { Name: "prod/password", VersionId: "1", VersionStages: ["AWSCURRENT"], SecretString: DATABASE_PASSWORD };
  response.end(JSON.stringify(isThere ? found : { __type: "ResourceNotFoundException" }));
});
server.listen(0, "127.0.0.1", () => {
  process.env.AWS_ENDPOINT_URL = \`http://127.0.0.1:\${server.address().port}\`;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" });
  const definition = defineConfig({
    schema: z.object({
      greeting: z.string(),
      poolSize: z.number().default(10),
      database: z.object({ password: secret(z.string().min(8)) }),
    }),
    sources: [
      env({ from: { GREETING, POOL_SIZE } }),
      fromStore(awsSecretsManager({ region: "eu-west-1" }), {
        refs: { "database.password": "prod/password" },
      }),
    ],
  });
  loadConfig(definition)
    .then((config) => {
      console.log(config);
      console.log(answerOf(config));
    })
    .finally(() => server.close());
});
`;

// By its CommonJS files, which esbuild takes by default, the SDK can't run in an ES module: they require Node's modules.
const byModules = esbuildEsm.build?.map((command): Command => [...command, "--main-fields=module,main"]);

function withAws(app: App): App {
  return {
    ...app,
    name: `${app.name} with @confide/aws inside`,
    packages: [...app.packages, "@aws-sdk/client-secrets-manager@3"],
    confide: ["@confide/aws"],
    files: { ...app.files, "src/index.js": program, "src/answer.js": answerModule },
  };
}

export const esbuildEsmWithAws: App = withAws({ ...esbuildEsm, ...(byModules && { build: byModules }) });
export const esbuildCjsWithAws: App = withAws(esbuildCjs);
export const webpackWithAws: App = withAws(webpack);
export const rolldownWithAws: App = withAws(rolldown);
