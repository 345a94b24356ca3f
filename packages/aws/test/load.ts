// A program of its own, for what a test can only see from outside: what a load imports, prints and leaves open.
import { registerHooks } from "node:module";

import { env, loadConfig, secret, fromStore } from "@confide/core";
import * as z from "zod";

import { awsSecretsManager } from "../src/index.ts";
import { CREDENTIALS } from "./fake/server.ts";

const { ENDPOINT = "", ABORT_AFTER_MS } = process.env;
let sdkImports = 0;
registerHooks({
  resolve(specifier, from, next) {
    if (specifier === "@aws-sdk/client-secrets-manager") sdkImports++;
    return next(specifier, from);
  },
});

const controller = new AbortController();
if (ABORT_AFTER_MS !== undefined) setTimeout(() => controller.abort(), Number(ABORT_AFTER_MS));
const outcome = await loadConfig(
  {
    schema: z.object({ token: secret(z.string()), key: secret(z.string()) }),
    sources: [
      env(),
      fromStore(awsSecretsManager({ region: "eu-west-1", endpoint: ENDPOINT, credentials: CREDENTIALS })),
    ],
  },
  { signal: controller.signal, timeoutMs: 2_000 },
).then(
  ({ token }) => `loaded a token of ${token.reveal().length} characters`,
  (error: unknown) => String(error),
);
process.stdout.write(`${outcome}\nSDK imports: ${sdkImports}\n`);
const endedMs = performance.now();
process.on("exit", () => process.stdout.write(`left after ${Math.round(performance.now() - endedMs)} ms\n`));
