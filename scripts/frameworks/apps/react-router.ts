import type { App } from "../app.ts";
import { FrameworkPage } from "../page.ts";
import { answerModule } from "../settings.ts";

const root = `import { Links, Meta, Outlet, Scripts } from "react-router";

export default function Root() {
  return (
    <html lang="en">
      <head>
        <Meta />
        <Links />
      </head>
      <body>
        <Outlet />
        <Scripts />
      </body>
    </html>
  );
}
`;
const routes = `import { index, route } from "@react-router/dev/routes";

export default [index("routes/home.tsx"), route("answer", "routes/answer.js")];
`;
const answer = `import { answerOf } from "../answer.js";
import { config } from "../config.server.ts";

export function loader() {
  console.log(config);
  return Response.json({ config, answer: answerOf(config) });
}
`;
const viteConfig = `import { reactRouter } from "@react-router/dev/vite";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [reactRouter()], build: { sourcemap: true } });
`;

// All of one version: the newest react-router of the registry is ahead of @react-router/dev and @react-router/serve.
const ofReactRouter = ["react-router", "@react-router/dev", "@react-router/node", "@react-router/serve"];
const page = new FrameworkPage("react-router");

export const reactRouter: App = {
  name: "React Router 8",
  packages: [
    ...ofReactRouter.map((name) => `${name}@8.4.0`),
    "react@19",
    "react-dom@19",
    "isbot@5",
    "vite@8",
  ],
  files: {
    "package.json": JSON.stringify({ name: "app", private: true, type: "module" }),
    "vite.config.js": viteConfig,
    "react-router.config.js": "export default { ssr: true };\n",
    "app/root.jsx": root,
    "app/routes.js": routes,
    "app/routes/answer.js": answer,
    "app/answer.js": answerModule,
    ...page.files("app/confide.config.ts", "app/config.server.ts", "app/routes/home.tsx"),
  },
  build: [["react-router", "build"]],
  // The app asks for source maps, to have them searched too.
  othersWarnings: /⚠️ {2}Source maps are enabled in production/g,
  start: ["react-router-serve", "build/server/index.js"],
  environment: { NODE_ENV: "production" },
  paths: ["/", "/answer"],
  greets: ["/"],
  client: "build/client",
};
