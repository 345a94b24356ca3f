// What every script of the root package.json goes through: `node scripts/run.mjs PROGRAM ARGS…` installs what is
// missing, then runs PROGRAM with the workspace's own tools first on PATH, among them its own Node. Plain JavaScript
// for Node 20, because it runs before anything is installed.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const stampPath = join(root, "node_modules", ".installed");
const onWindows = process.platform === "win32";

const [program, ...programArguments] = process.argv.slice(2);
if (program === undefined) fail("usage: node scripts/run.mjs PROGRAM ARGS…");
installWhatIsMissing();
run(program, programArguments);

function installWhatIsMissing() {
  const wanted = fingerprint();
  if (existsSync(stampPath) && readFileSync(stampPath, "utf8") === wanted) return;
  // On stderr, so that what PROGRAM prints can be piped on.
  process.stderr.write("Installing what is missing …\n");
  const command = ["--yes", `pnpm@${pnpmVersion()}`, "install", "--frozen-lockfile"];
  const { status, stdout, stderr, error } = spawnSync("npx", command, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, CI: "true" }, // no question is asked, no progress bar is drawn
    shell: onWindows,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (status !== 0) fail(`${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}\nThe installation failed.`);
  writeFileSync(stampPath, wanted);
}

/**
 * An installation is as good as what it was made from: the lock file and the workspace's settings.
 * @returns {string}
 */
function fingerprint() {
  const hash = createHash("sha256").update(process.platform + process.arch);
  for (const name of ["pnpm-lock.yaml", "pnpm-workspace.yaml"]) hash.update(readFileSync(join(root, name)));
  return hash.digest("hex");
}

/** @returns {string} */
function pnpmVersion() {
  const catalog = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  return /^ {2}pnpm: (\S+)$/m.exec(catalog)?.[1] ?? fail("pnpm-workspace.yaml names no version of pnpm");
}

/**
 * @param {string} command
 * @param {string[]} parameters
 */
function run(command, parameters) {
  const tools = join(root, "node_modules", ".bin");
  const child = spawn(command, parameters, {
    cwd: root,
    env: { ...process.env, PATH: tools + delimiter + process.env.PATH },
    shell: onWindows,
    stdio: "inherit",
  });
  // The terminal sends Ctrl-C to both; this process waits for the other one's answer to it.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => fail(error.message));
  child.on("exit", (code, signal) => {
    if (signal !== null) process.kill(process.pid, signal);
    process.exit(code ?? 1);
  });
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
