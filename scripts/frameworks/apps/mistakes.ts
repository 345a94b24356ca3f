import type { App } from "../app.ts";
import { FrameworkPage } from "../page.ts";
import { buildSettings, configModule } from "../settings.ts";
import { browser, chromium, chromiumPackages } from "./browser.ts";
import { reactRouter } from "./react-router.ts";
import { nextBuiltWithSettings } from "./next.ts";

const clientPage = `"use client";
import { config } from "../lib/config.js";

export default function Page() {
  return <p>{config().greeting}</p>;
}
`;
const { files } = nextBuiltWithSettings;

/** A client component that imports the configuration. The settings are there during the build, so that they could get into it. */
export const nextClient: App = {
  ...nextBuiltWithSettings,
  name: "Next.js, a client component",
  files: { ...files, "app/page.jsx": clientPage },
};

export const nextClientOfServerOnly: App = {
  ...nextClient,
  name: "Next.js, a client component and server-only",
  packages: [...nextClient.packages, "server-only"],
  files: {
    ...nextClient.files,
    "lib/config.js": `import "server-only";\n${files["lib/config.js"]}`,
  },
};

const page = `import { loadConfig } from "@confide/core";

import { definition } from "./confide.config.js";

const config = await loadConfig(definition);
document.title = config.greeting;
`;

export const viteClient: App = {
  name: "Vite, a page of the browser",
  packages: ["vite@8"],
  files: {
    "package.json": JSON.stringify({ name: "app", private: true, type: "module" }),
    "index.html": '<script type="module" src="/page.js"></script>\n',
    "page.js": page,
    "confide.config.js": configModule,
    "browser.js": browser,
  },
  build: [["vite", "build", "--sourcemap"]],
  start: ["node", "browser.js"],
};

export const viteClientInChromium: App = {
  ...viteClient,
  name: "Vite, a page in Chromium",
  packages: [...viteClient.packages, ...chromiumPackages],
  files: { ...viteClient.files, "browser.js": chromium },
};

/** What a page may have: a schema of its own, without secrets. The values are those of the build. */
export const vitePublicInChromium: App = {
  ...viteClientInChromium,
  name: "Vite, public values in Chromium",
  files: {
    ...viteClientInChromium.files,
    "page.js": `import * as z from "zod";

const publicConfig = z.object({ title: z.string() }).parse({ title: import.meta.env.VITE_TITLE });
document.title = publicConfig.title;
`,
  },
  buildEnvironment: { ...buildSettings, VITE_TITLE: "a public title" },
};

const guarded = { ...viteClient.files, "vite.config.ts": new FrameworkPage("vite").file("vite.config.ts") };

export const viteClientGuarded: App = {
  ...viteClient,
  name: "Vite, a page of the browser and the plugin",
  files: guarded,
};

const developmentServer = `import { createServer } from "vite";

const server = await createServer({ server: { middlewareMode: true }, appType: "custom", logLevel: "silent" });
const answer = server.transformRequest("/confide.config.js");
await answer.catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
await server.close();
`;

export const viteDevelopmentGuarded: App = {
  ...viteClient,
  name: "Vite, its development server and the plugin",
  files: { ...guarded, "serve.js": developmentServer },
  build: [],
  start: ["node", "serve.js"],
};

const usingPage = `import { config } from "../config.server.ts";

export default function Home() {
  return <p>{config.greeting}</p>;
}
`;

export const reactRouterClient: App = {
  ...reactRouter,
  name: "React Router, a component that uses the configuration",
  files: { ...reactRouter.files, "app/routes/home.tsx": usingPage },
};
