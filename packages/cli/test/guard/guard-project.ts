import { execFileSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";

import { definitionFile, Project } from "../kit/project.ts";

export const PASSWORD = "Tr0ub4dor+horse/staple";
const API_KEY = "mk_live_9fQ2vXbT7LwZ1cYd";
/** In the environment, as an agent's shell has it. */
export const TOKEN = "tok-5e1f0c77d2a94b";
export const SECRETS = [PASSWORD, API_KEY, TOKEN];

/** A repository with secrets in every place that an agent's tools reach. */
export class GuardProject extends Project {
  readonly env: Readonly<Record<string, string>>;

  constructor() {
    super({
      "confide.config.ts": definitionFile(
        "port: z.int().default(3000), siteUrl: z.url().optional(), database: z.object({ password: secret(z.string()) }), shop: z.object({ apiKey: secret(z.string()) }), deployToken: secret(z.string())",
      ),
      ".env": `PORT=3000\nDATABASE_PASSWORD='${PASSWORD}'\nSHOP_API_KEY=${API_KEY}\n`,
      ".env.example": "PORT=3000\nDATABASE_PASSWORD=\nSHOP_API_KEY=\nDEPLOY_TOKEN=\n",
      ".gitignore": ".env\nnode_modules\n*.log\n",
      "README.md": "# Shop\n\nSettings are in `.env`; see .env.example.\n",
      "src/app.ts": 'import { config } from "./config.ts";\n\nconsole.log(config.port); // TODO log more\n',
      "src/config.ts": "export const config = { port: 3000 };\n",
      "src/env.ts": "export const names = Object.keys(process.env);\n",
      "packages/api/.env": `DATABASE_PASSWORD=${PASSWORD}\n`,
      "packages/api/index.ts": "export {};\n",
      "keys/server.pem": "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----\n",
      "out/debug.log": `connecting with ${PASSWORD}\n`,
      "out/plain.log": "connected\n",
      "data.json": '{ "items": [1, 2, 3] }\n',
      "leak.mjs": 'const name = ["e", "n", "v"].join("");\nconsole.log(JSON.stringify(process[name]));\n',
    });
    symlinkSync(".env", this.path("link.txt"));
    symlinkSync(".", this.path("here"));
    this.#commit();
    this.env = {
      PATH: process.env.PATH ?? "",
      HOME: this.folder,
      LANG: "C.UTF-8",
      NODE_ENV: "development",
      DEPLOY_TOKEN: TOKEN,
    };
  }

  /** A commit with the file, one without it, and a stash. */
  #commit(): void {
    const git = (...parameters: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...parameters], {
        cwd: this.folder,
        stdio: "ignore",
      });
    git("init", "-q");
    git("add", "-f", ".env", "src", "README.md", ".gitignore", ".env.example");
    git("commit", "-qm", "first");
    git("rm", "-q", "--cached", ".env");
    git("commit", "-qm", "without the settings");
    writeFileSync(this.path("README.md"), `# Shop\n\nThe password is ${PASSWORD}\n`);
    git("stash", "push", "-q", "README.md");
  }
}
