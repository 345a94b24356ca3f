import type { App } from "../app.ts";
import { answerModule } from "../settings.ts";

const definitionOf = `import { defineConfig, env, secret } from "@confide/core";
import * as z from "zod";

export const definitionOf = (from) =>
  defineConfig({
    schema: z.object({
      greeting: z.string(),
      poolSize: z.number().default(10),
      database: z.object({ password: secret(z.string().min(8)) }),
    }),
    sources: [env({ from })],
  });
`;
// At module scope a Worker has its bindings by this import; a handler gets them as an argument too.
const worker = `import { loadConfig, loadConfigSync } from "@confide/core";
import { env } from "cloudflare:workers";

import { answerOf } from "./answer.js";
import { definitionOf } from "./definition.js";

const atOnce = loadConfigSync(definitionOf(env));
const later = await loadConfig(definitionOf(env));

export default {
  async fetch(request, env) {
    const config = await loadConfig(definitionOf(env));
    console.log(config);
    const answers = [atOnce, later, config].map(answerOf);
    if (new Set(answers).size !== 1) return new Response("they differ", { status: 500 });
    return Response.json({ config, answer: answers[0] });
  },
};
`;
const server = `import { Miniflare } from "miniflare";

const { GREETING, POOL_SIZE, DATABASE_PASSWORD, PORT, FLAG } = process.env;
const miniflare = new Miniflare({
  modules: true,
  scriptPath: "dist/worker.js",
  compatibilityDate: "2026-01-01",
  compatibilityFlags: FLAG ? [FLAG] : [],
  bindings: { GREETING, POOL_SIZE, ...(DATABASE_PASSWORD && { DATABASE_PASSWORD }) },
  host: "127.0.0.1",
  port: Number(PORT),
});
process.once("SIGTERM", () => void miniflare.dispose());
await miniflare.ready;
`;

export const workerd: App = {
  name: "workerd",
  packages: ["wrangler@4", "miniflare@4"],
  files: {
    "package.json": JSON.stringify({ name: "app", private: true, type: "module" }),
    "wrangler.toml": 'name = "app"\nmain = "src/worker.js"\ncompatibility_date = "2026-01-01"\n',
    "src/worker.js": worker,
    "src/answer.js": answerModule,
    "src/definition.js": definitionOf,
    "server.js": server,
  },
  build: [["wrangler", "deploy", "--dry-run", "--outdir", "dist"]],
  start: ["node", "server.js"],
  paths: ["/"],
};

export const workerdWithNode: App = {
  ...workerd,
  name: "workerd with nodejs_compat",
  files: {
    ...workerd.files,
    "wrangler.toml": `${workerd.files["wrangler.toml"]}compatibility_flags = ["nodejs_compat"]\n`,
  },
  environment: { FLAG: "nodejs_compat" },
};
