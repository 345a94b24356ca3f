import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { gitleaks, kingfisher, type SecretScanner } from "../../scripts/servers.ts";
import { type App, type Place, program } from "../app.ts";
import { runNode } from "../child.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";
import { confideIn, environment, linkDependencies } from "./cli.ts";

const COMMITS = 18_000;
const STAGED_FILES = 10;
const PLANTED = "planted-made-up-value";

/** Own values in files, in a history and in the index. */
export async function scan(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  linkDependencies(app);
  linkScanDependencies(app);
  return [await treeRow(place, rounds), await historyRow(place, rounds), await stagedRow(app, place, rounds)];
}

/** What `@confide/scan` finds beside it, and no other measure needs. */
function linkScanDependencies({ folder }: App): void {
  const from = join(import.meta.dirname, "../../packages/scan/node_modules");
  const to = join(folder, "store", "node_modules", "modern-tar");
  mkdirSync(dirname(to), { recursive: true });
  if (!existsSync(to)) symlinkSync(join(from, "modern-tar"), to);
}

/** The code of a large package: many small files. */
async function treeRow(place: Place, rounds: number): Promise<Row> {
  const folder = realpathSync(join(import.meta.dirname, "../node_modules/effect"));
  const file = await program(place, "scan-tree", `
    import { scanFolder } from "./programs/scanning.ts";
    console.log(await scanFolder(${JSON.stringify(folder)}));
  `); // prettier-ignore
  const speed = median(Array.from({ length: rounds }, () => Number(runNode(place, file).output)));
  return {
    measure: "own values, 100 in all forms, over a warm tree",
    goal: "≥ 400 MB/s",
    result: `${speed.toFixed(0)} MB/s`,
    holds: speed >= 400,
  };
}

async function historyRow(place: Place, rounds: number): Promise<Row> {
  const folder = historyIn(place);
  const file = await program(place, "scan-history", `
    import { scanHistory } from "./programs/scanning.ts";
    console.log(await scanHistory(${JSON.stringify(folder)}, ${JSON.stringify(PLANTED)}));
  `); // prettier-ignore
  const env = { PATH: process.env["PATH"] ?? "", HOME: place.folder };
  const times = await takeTurns(["confide", "git"], rounds, (name) =>
    name === "git" ? readAllMs(folder) : Number(runNode(place, file, env).output),
  );
  const [own, git] = [times.get("confide") ?? [], times.get("git") ?? []];
  const peers = [
    `git cat-file --batch-all-objects ${median(git).toFixed(0)} ms`,
    await peerText("kingfisher", kingfisher, ["scan", ".", "--git-history", "full", "--no-validate", "--no-update-check", "--quiet"], folder),
    await peerText("gitleaks", gitleaks, ["git", "--log-opts=--all", "--no-banner", "--exit-code", "0", "."], folder),
  ]; // prettier-ignore
  const times0 = ratio(own, git);
  return {
    measure: `own values in all history, ${COMMITS} commits, × git cat-file --batch-all-objects`,
    goal: "≤ 1.5",
    result: `${times0.toFixed(2)} (${median(own).toFixed(0)} ms)`,
    holds: times0 <= 1.5,
    peers: peers.join(", "),
  };
}

/** Generated: each commit changes one of 500 files, and one has a value. */
function historyIn(place: Place): string {
  const folder = join(place.folder, "history");
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  const stream = Array.from({ length: COMMITS }, (_, index) => commitText(index)).join("");
  execFileSync("git", ["fast-import", "--quiet"], { cwd: folder, input: stream });
  return folder;
}

function commitText(index: number): string {
  const line = `export const line${index} = "of a file that says nothing"; // ${index * 7919}\n`;
  const text = (index === COMMITS / 2 ? PLANTED : "") + line.repeat(60);
  return `commit refs/heads/main
committer Ada <ada@example.com> ${1_700_000_000 + index} +0000
data 6
change
M 100644 inline src/${index % 20}/file-${index % 500}.ts
data ${text.length}
${text}
`;
}

function readAllMs(folder: string): number {
  const startedAt = performance.now();
  const argv = ["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch"];
  spawnSync("git", argv, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  return performance.now() - startedAt;
}

/** Once: these take long. */
async function peerText(
  name: string,
  install: () => Promise<SecretScanner>,
  argv: readonly string[],
  cwd: string,
): Promise<string> {
  const { folder, env } = await install();
  const startedAt = performance.now();
  const options = { cwd, env: { ...process.env, ...env }, stdio: "ignore" } as const;
  const { error } = spawnSync(join(folder, name), argv, options);
  if (error) throw error;
  return `${name} ${(performance.now() - startedAt).toFixed(0)} ms`;
}

async function stagedRow(app: App, place: Place, rounds: number): Promise<Row> {
  await program(place, "confide.config", DEFINITION);
  stageFiles(place);
  writeFileSync(join(place.folder, "bare.mjs"), "");
  const commands = { bare: ["bare.mjs"], scan: [confideIn(app), "scan", "--staged"] };
  const times = await takeTurns(["bare", "scan"], rounds, (name) => wallMs(commands[name], place));
  const [bare, own] = [times.get("bare") ?? [], times.get("scan") ?? []];
  const over = median(own.map((ms, index) => ms - (bare[index] ?? NaN)));
  return {
    measure: `confide scan --staged, ${STAGED_FILES} files, over bare node`,
    goal: "≤ 100 ms",
    result: `${over.toFixed(0)} ms`,
    holds: over <= 100,
    peers: `bare node ${median(bare).toFixed(0)} ms`,
  };
}

const DEFINITION = `
  import { defineConfig, dotenv, env } from "@confide/core";
  import { confideSchema } from "./programs/confide-schema.ts";
  export default defineConfig({ schema: confideSchema(), sources: [env(), dotenv()] });
`;

function stageFiles({ folder }: Place): void {
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  for (let index = 0; index < STAGED_FILES; index++)
    writeFileSync(join(folder, `staged-${index}.ts`), `export const line = ${index};\n`.repeat(200));
  execFileSync("git", ["add", ...Array.from({ length: STAGED_FILES }, (_, index) => `staged-${index}.ts`)], { cwd: folder }); // prettier-ignore
}

/** No scanner is on the path: what one takes is not confide's. */
function wallMs(command: readonly string[], place: Place): number {
  const startedAt = performance.now();
  const env = { ...environment(place), PATH: "/usr/bin:/bin" };
  const { status, stderr } = spawnSync(process.execPath, command, {
    cwd: place.folder,
    env,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${command.join(" ")} ended with ${status}\n${stderr}`);
  return performance.now() - startedAt;
}
