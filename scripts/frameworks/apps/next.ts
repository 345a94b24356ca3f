import type { App } from "../app.ts";
import { answerModule, configModule } from "../settings.ts";

const cached = `import { loadConfigSync } from "@confide/core";

import { definition } from "./confide.config.js";

let loaded;
export const config = () => (loaded ??= loadConfigSync(definition));
`;
const page = `import { answerOf } from "../lib/answer.js";
import { config } from "../lib/config.js";

export const dynamic = "force-dynamic";

export default function Page() {
  return <p>{answerOf(config())}</p>;
}
`;
const route = `import { answerOf } from "../../lib/answer.js";
import { config } from "../../lib/config.js";

export const dynamic = "force-dynamic";

export function GET() {
  console.log(config());
  return Response.json({ config: config(), answer: answerOf(config()) });
}
`;
const layout = `export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
`;
// The server loads its configuration when it starts; a build doesn't call this. Next itself would report what went wrong, and
// go on to answer each request with an error.
const instrumentation = `export async function register() {
  if (process.env.NEXT_RUNTIME === "nodejs") await import("./lib/check-settings.js");
}
`;
const checkSettings = `import { config } from "./config.js";

try {
  config();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
`;

export const next: App = {
  name: "Next.js by Turbopack",
  packages: ["next@16", "react", "react-dom"],
  files: {
    "package.json": JSON.stringify({ name: "app", private: true }),
    "next.config.mjs": 'export default { output: "standalone" };\n',
    "instrumentation.js": instrumentation,
    "app/layout.jsx": layout,
    "app/page.jsx": page,
    "app/answer/route.js": route,
    "lib/check-settings.js": checkSettings,
    "lib/config.js": cached,
    "lib/confide.config.js": configModule,
    "lib/answer.js": answerModule,
  },
  build: [["next", "build"]],
  buildEnvironment: {},
  ships: ".next/standalone",
  start: ["node", "server.js"],
  paths: ["/", "/answer"],
  client: ".next/static",
};

export const nextByWebpack: App = {
  ...next,
  name: "Next.js by webpack",
  build: [["next", "build", "--webpack"]],
};

const suspended = `import { connection } from "next/server";
import { Suspense } from "react";

import { answerOf } from "../lib/answer.js";
import { config } from "../lib/config.js";

async function Answer() {
  await connection();
  return <p>{answerOf(config())}</p>;
}

export default function Page() {
  return (
    <Suspense>
      <Answer />
    </Suspense>
  );
}
`;

/** As `create-next-app` sets it. A page and a handler wait for a request before they ask for a setting. */
export const nextWithCacheComponents: App = {
  ...next,
  name: "Next.js with Cache Components",
  files: {
    ...next.files,
    "next.config.mjs":
      'export default { output: "standalone", cacheComponents: true, partialPrefetching: false };\n',
    "app/page.jsx": suspended,
    "app/answer/route.js": route
      .replace('export const dynamic = "force-dynamic";', 'import { connection } from "next/server";')
      .replace("function GET() {", "async function GET() {\n  await connection();"),
  },
};

const { buildEnvironment: _, ...withSettings } = next;
/** What is in the environment of a build must not get into what is built. */
export const nextBuiltWithSettings: App = { ...withSettings, name: "Next.js built with settings" };
