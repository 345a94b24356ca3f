import type { App } from "../app.ts";
import { configModule } from "../settings.ts";
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

// What a browser has and Node doesn't, as far as the bundle looks at it; and nothing of Node's.
const browser = `import { globSync } from "node:fs";

const [path] = globSync("dist/assets/index-*.js");
globalThis.document = { createElement: () => ({ relList: { supports: () => true } }) };
globalThis.process = undefined;
await import(new URL(path, import.meta.url));
`;
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
