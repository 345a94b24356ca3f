import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { nodeBinary } from "../packages/nodes.ts";
import type { Tarball } from "../packages/pack.ts";
import { twoAtOnce } from "../two-at-once.ts";
import { freePort, start, untilReady } from "../servers/server.ts";
import { mustRun, run, type Finished } from "../workspace.ts";
import type { App, Command } from "./app.ts";
import { buildSettings, runningSettings } from "./settings.ts";

/** No app needs an install script: esbuild, workerd and Deno do without, and Bun's is the first step of its build. */
const NPM_OPTIONS = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
const TIMEOUT_MS = 90_000;

/** One app in a folder of its own, outside of the workspace: installed and built once, then run as often as a test asks. */
export class Trial {
  readonly folder: string = join(newFolder(), "app");
  /** Where it runs: the app's folder, or the copy of what it ships. */
  readonly #home: string;
  readonly #app: App;
  readonly #tarballs: readonly Tarball[];
  readonly #printed: string[] = [];
  #built: Promise<string> | undefined;

  constructor(app: App, tarballs: readonly Tarball[]) {
    this.#app = app;
    this.#home = app.ships === undefined ? this.folder : newFolder();
    this.#tarballs = tarballs;
  }

  /** Installs and builds, and returns what the build printed. */
  async built(): Promise<string> {
    this.#built ??= twoAtOnce(async () => {
      await this.#install();
      const output = await this.#build();
      const { ships } = this.#app;
      if (ships !== undefined) cpSync(join(this.folder, ships), this.#home, { recursive: true });
      return output;
    });
    return this.#built;
  }

  /** Installs, then runs the first command of the build, which has to fail. */
  async buildFails(): Promise<string> {
    return twoAtOnce(async () => {
      await this.#install();
      const [command] = this.#app.build ?? [];
      if (command === undefined) throw new Error(`${this.#app.name} is not built`);
      const { code, output } = await this.#runBuild(command);
      if (code === 0) throw new Error(`${this.#app.name} was built\n${output}`);
      return output;
    });
  }

  /** Everything that the app printed or answered so far, and its build. */
  printed(): string {
    return this.#printed.join("\n");
  }

  /** What the app answers with all settings: its printed lines, or one body for each of its paths. */
  async answers(): Promise<readonly string[]> {
    await this.built();
    const { paths } = this.#app;
    if (paths) return this.#ask(paths);
    const { code, output } = await this.#runToEnd(runningSettings);
    if (code !== 0) throw new Error(`${this.#app.name} ended with ${code}\n${output}`);
    return [output];
  }

  /** How the app ends without its password. */
  async refuses(): Promise<Finished> {
    await this.built();
    const { DATABASE_PASSWORD: _, ...others } = runningSettings;
    return this.#runToEnd({ ...others, PORT: String(await freePort()) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const folder of [dirname(this.folder), this.#home])
      await rm(folder, { recursive: true, force: true });
  }

  async #install(): Promise<void> {
    const { starter, packages, confide = [] } = this.#app;
    if (starter) await this.#begin(starter);
    this.#write();
    const packed = ["@confide/core", ...confide].map((name) => this.#tarballOf(name));
    // `--prefix` because npm, when it was npm that started the tests, tells its children to work in this workspace.
    const options = ["--prefix", this.folder, ...NPM_OPTIONS];
    await mustRun("npm", ["install", ...options, "zod", ...packed, ...packages], { cwd: this.folder });
  }

  /** In the folder above, because a starter makes its own. */
  async #begin(starter: Command): Promise<void> {
    const parameters = ["exec", "--yes", "--prefer-offline", "--", ...starter];
    await mustRun("npm", parameters, { cwd: dirname(this.folder), env: bareEnvironment() });
  }

  #write(): void {
    const { starter, files, edits = {}, removes = [] } = this.#app;
    for (const path of removes) rmSync(join(this.folder, path));
    const content = starter ? files : { "package.json": "{}", ...files };
    for (const [path, text] of Object.entries(content)) this.#writeFile(path, text);
    for (const [path, edit] of Object.entries(edits))
      this.#writeFile(path, edit(readFileSync(join(this.folder, path), "utf8")));
  }

  #writeFile(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  #tarballOf(name: string): string {
    const found = this.#tarballs.find((tarball) => tarball.name === name);
    if (found === undefined) throw new Error(`${name} was not packed`);
    return found.path;
  }

  async #build(): Promise<string> {
    const outputs: string[] = [];
    for (const command of this.#app.build ?? []) {
      const { code, output } = await this.#runBuild(command);
      if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}\n${output}`);
      outputs.push(output);
    }
    return outputs.join("\n");
  }

  async #runBuild(command: Command): Promise<Finished> {
    const { buildEnvironment = buildSettings } = this.#app;
    const [program, ...parameters] = this.#resolved(command);
    const env = { ...bareEnvironment(), ...buildEnvironment };
    const finished = await run(program, parameters, { cwd: this.folder, env });
    this.#keep(finished.output);
    return finished;
  }

  async #runToEnd(settings: NodeJS.ProcessEnv): Promise<Finished> {
    const [program, ...parameters] = await this.#starting();
    const env = this.#environment(settings);
    const startedAt = performance.now();
    const finished = await run(program, parameters, { cwd: this.#home, env, timeoutMs: TIMEOUT_MS });
    this.#keep(finished.output);
    const isKilled = performance.now() - startedAt > TIMEOUT_MS;
    if (isKilled) throw new Error(`${this.#app.name} did not end by itself\n${finished.output}`);
    return finished;
  }

  async #ask(paths: readonly string[]): Promise<readonly string[]> {
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    const [program, ...parameters] = await this.#starting();
    const env = this.#environment({ ...runningSettings, PORT: String(port) });
    const server = start(program, parameters, { cwd: this.#home, env });
    try {
      await untilReady(this.#app.name, server, async () => (await fetch(base)).status > 0, TIMEOUT_MS);
      const bodies: string[] = [];
      for (const path of paths) bodies.push(this.#keep(await (await fetch(`${base}${path}`)).text()));
      return bodies;
    } finally {
      await server.stop();
      this.#keep(server.log());
    }
  }

  #environment(settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return { ...bareEnvironment(), ...this.#app.environment, ...settings };
  }

  async #starting(): Promise<Command> {
    const { start: command, node } = this.#app;
    const [program, ...parameters] = command;
    if (node === undefined || program !== "node") return this.#resolved(command);
    return [await nodeBinary(node), ...parameters];
  }

  #resolved([program, ...parameters]: Command): Command {
    const installed = join(this.folder, "node_modules", ".bin", program);
    return [existsSync(installed) ? installed : program, ...parameters];
  }

  #keep(text: string): string {
    this.#printed.push(text);
    return text;
  }
}

function newFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "confide-framework-")));
}

/** For builds and runs: nothing that could be a setting, or that npm or vitest left for their children. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    NEXT_TELEMETRY_DISABLED: "1",
    ASTRO_TELEMETRY_DISABLED: "1",
    WRANGLER_SEND_METRICS: "false",
    DENO_NO_UPDATE_CHECK: "1",
  };
}
