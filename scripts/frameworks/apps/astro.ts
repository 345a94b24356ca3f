import type { App } from "../app.ts";
import { answerModule, configModule } from "../settings.ts";

const page = `---
import { answerOf } from "../answer.js";
import { config } from "../config.js";
---
<p>{answerOf(config())}</p>
`;
const route = `import { answerOf } from "../answer.js";
import { config } from "../config.js";

export const GET = () => {
  console.log(config());
  return Response.json({ config: config(), answer: answerOf(config()) });
};
`;
const astroConfig = `import node from "@astrojs/node";
import { defineConfig } from "astro/config";

export default defineConfig({ output: "server", adapter: node({ mode: "standalone" }) });
`;
const cached = `import { loadConfigSync } from "@confide/core";

import { definition } from "./confide.config.js";

let loaded;
export const config = () => (loaded ??= loadConfigSync(definition));
`;

// Astro has no hook for the start of its server, and imports a page at its first request: Node's --import loads the settings.
export const astro: App = {
  name: "Astro",
  packages: ["astro@7", "@astrojs/node@11"],
  files: {
    "package.json": JSON.stringify({ name: "app", private: true, type: "module" }),
    "astro.config.js": astroConfig,
    "check-settings.js": 'import { config } from "./src/config.js";\n\nconfig();\n',
    "src/pages/index.astro": page,
    "src/pages/answer.js": route,
    "src/config.js": cached,
    "src/confide.config.js": configModule,
    "src/answer.js": answerModule,
  },
  build: [["astro", "build"]],
  environment: { HOST: "127.0.0.1" },
  start: ["node", "--import", "./check-settings.js", "dist/server/entry.mjs"],
  paths: ["/", "/answer"],
  client: "dist/client",
};
