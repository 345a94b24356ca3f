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
// The server loads its configuration when it starts, and ends where that fails. A build doesn't call this.
const instrumentation = `export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { config } = await import("./lib/config.js");
  config();
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
