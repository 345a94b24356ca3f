import type { App } from "../app.ts";
import { answerModule, configModule } from "../settings.ts";

const files = {
  "package.json": JSON.stringify({ name: "app", private: true, type: "module" }),
  "answer.js": answerModule,
  "confide.config.js": configModule,
};
const loading = `import { loadConfig } from "@confide/core";

import { answerOf } from "./answer.js";
import { definition } from "./confide.config.js";

const config = await loadConfig(definition);
`;

export const express: App = {
  name: "Express 5",
  packages: ["express@5"],
  confide: ["@confide/redact"],
  files: {
    ...files,
    "server.js": `import { expressRedaction, redactor } from "@confide/redact";
import express from "express";
${loading}
const app = express();
app.get("/", (request, response) => {
  console.log("%s %o", config.database.password, config);
  response.json({ config, answer: answerOf(config) });
});
app.get("/broken", () => {
  throw new Error(\`refused \${config.database.password.reveal()}, but \${answerOf(config)}\`);
});
app.use(expressRedaction(redactor(config)));
app.listen(Number(process.env.PORT));
`,
  },
  start: ["node", "server.js"],
  paths: ["/", "/broken"],
};

export const fastify: App = {
  name: "Fastify 5 with pino",
  packages: ["fastify@5"],
  confide: ["@confide/redact"],
  files: {
    ...files,
    "server.js": `import { fastifyRedaction, pinoRedaction, redactor } from "@confide/redact";
import fastify from "fastify";
${loading}
const redacting = redactor(config);
const app = fastify({ logger: { hooks: pinoRedaction(redacting) } });
app.setErrorHandler(fastifyRedaction(redacting));
app.get("/", (request) => {
  request.log.info({ config }, "the password is %s", config.database.password.reveal());
  return { config, answer: answerOf(config) };
});
app.get("/broken", () => {
  throw new Error(\`refused \${config.database.password.reveal()}, but \${answerOf(config)}\`);
});
await app.listen({ port: Number(process.env.PORT) });
`,
  },
  start: ["node", "server.js"],
  paths: ["/", "/broken"],
};
