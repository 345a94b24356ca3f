import type { App } from "../app.ts";
import { FrameworkPage } from "../page.ts";
import { answerModule, buildSettings } from "../settings.ts";
import { browser } from "./browser.ts";

// What a starter makes, with the blocks of its page in docs/frameworks/ and nothing else. Only what answers for this test at
// `/answer` is the test's own.
const nextPage = new FrameworkPage("nextjs");
const nextRoute = `import { answerOf } from "../../lib/answer.js";
import { config } from "../../lib/config.ts";
import { connection } from "next/server";

export async function GET() {
  await connection();
  console.log(config());
  return Response.json({ config: config(), answer: answerOf(config()) });
}
`;

/** `--empty`, because without it the template downloads its fonts from Google when it is built. */
export const createNextApp: App = {
  name: "create-next-app 16",
  starter: ["create-next-app@16", "app", "--yes", "--empty", "--skip-install", "--disable-git"],
  packages: ["server-only"],
  files: {
    ...nextPage.files(
      "lib/confide.config.ts",
      "lib/config.ts",
      "lib/check-settings.ts",
      "instrumentation.ts",
      "app/page.tsx",
    ),
    "lib/answer.js": answerModule,
    "app/answer/route.ts": nextRoute,
  },
  edits: { "tsconfig.json": nextPage.additionTo("tsconfig.json") },
  build: [["next", "build"]],
  buildEnvironment: {},
  start: ["next", "start"],
  paths: ["/", "/answer"],
  greets: ["/"],
  client: ".next/static",
};

const nestPage = new FrameworkPage("nestjs");
const nestController = `import { Controller, Get } from "@nestjs/common";
import { answerOf } from "./answer.js";
import { AppService } from "./app.service.js";
import { Config } from "./config.js";

@Controller()
export class AppController {
  constructor(
    private readonly service: AppService,
    private readonly config: Config,
  ) {}

  @Get()
  getHello(): string {
    return this.service.getHello();
  }

  @Get("answer")
  get(): object {
    console.log(this.config, this);
    return { config: this.config, answer: answerOf(this.config) };
  }
}
`;

export const nestNew: App = {
  name: "nest new 12",
  starter: ["@nestjs/cli@12", "new", "app", "--skip-install", "--skip-git", "--package-manager", "npm"],
  packages: [],
  files: {
    ...nestPage.files("src/config.ts", "src/app.module.ts", "src/app.service.ts", "src/app.service.spec.ts"),
    "src/answer.ts": answerModule.replace("(config)", "(config: import('./config.js').Config): string"),
    "src/app.controller.ts": nestController,
  },
  removes: ["src/app.controller.spec.ts"],
  build: [
    ["vitest", "run"],
    ["nest", "build"],
  ],
  start: ["node", "dist/main"],
  paths: ["/", "/answer"],
  greets: ["/"],
};

const vitePage = new FrameworkPage("vite");
const { scripts } = JSON.parse(vitePage.file("package.json")) as { scripts: { preview: string } };
const [program = "", ...parameters] = scripts.preview.split(" ");
const viteRoute = `app.get("/answer", async (req, res) => {
  const { config } = await import("./dist/server/entry-server.js");
  const { answerOf } = await import("./answer.js");
  console.log(config);
  res.json({ config, answer: answerOf(config) });
});
`;

export const createViteExtra: App = {
  name: "create-vite-extra 5, ssr-vanilla-ts",
  starter: ["create-vite-extra@5", "app", "--template", "ssr-vanilla-ts"],
  packages: [],
  files: {
    ...vitePage.files("src/confide.config.ts", "src/entry-server.ts", "vite.config.ts"),
    "answer.js": answerModule,
  },
  edits: {
    "package.json": vitePage.additionTo("package.json"),
    "server.js": (made) => made.replace("// Serve HTML\n", `${viteRoute}\n$&`),
  },
  build: [
    ["tsc"],
    ["vite", "build", "--outDir", "dist/client", "--sourcemap"],
    ["vite", "build", "--ssr", "src/entry-server.ts", "--outDir", "dist/server", "--sourcemap"],
  ],
  start: [program, ...parameters],
  paths: ["/", "/answer"],
  greets: ["/"],
  client: "dist/client",
};

const publicPage = `import type { Secret } from "@confide/core";

import { publicConfig } from "./public-config.ts";

export type Hidden = Secret;
document.title = publicConfig.apiUrl;
`;

/** What the page of `create-vite` is built to know. */
export const publicUrl = "https://api.example/public";

/** A page alone: what it may know is put in by the build. */
export const createVite: App = {
  name: "create-vite 9, vanilla-ts",
  starter: ["create-vite@9", "app", "--template", "vanilla-ts", "--no-interactive"],
  packages: [],
  files: {
    ...vitePage.files("src/public-config.ts", "vite.config.ts"),
    "src/main.ts": publicPage,
    "browser.js": browser,
  },
  build: [["tsc"], ["vite", "build", "--sourcemap"]],
  buildEnvironment: { ...buildSettings, VITE_API_URL: publicUrl },
  start: ["node", "browser.js"],
  client: "dist",
};
