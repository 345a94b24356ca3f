import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** A server on this machine, for as long as a test needs it. */
export interface Server {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface Started {
  /** What it has printed so far. */
  log(): string;
  readonly ended: boolean;
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** What ends it in an orderly way. */
  readonly signal?: "TERM" | "INT" | "KILL";
}

/**
 * Holds the server's stdin open for as long as this process lives, and ends the server when that closes: also when
 * this process was killed with SIGKILL, which no handler here would see.
 */
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ cat <&3 >/dev/null; kill -s "$STOP_SIGNAL" $server; } 2>/dev/null &
exec 3<&-
wait $server`;

export function start(command: string, parameters: readonly string[], options: StartOptions = {}): Started {
  const { cwd, env = process.env, uid, gid, signal = "TERM" } = options;
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn(
    "sh",
    ["-c", GUARD, "sh", command, ...parameters],
    {
      env: { ...env, STOP_SIGNAL: signal },
      stdio: ["pipe", "pipe", "pipe"],
      ...(cwd !== undefined && { cwd }),
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
    },
  );
  const closed = once(child, "close");
  child.stdin.on("error", () => {}); // the server ended first
  let log = "";
  const keep = (chunk: Buffer) => void (log += chunk.toString("utf8"));
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  child.once("exit", () => child.stdin.end());
  return {
    log: () => log,
    get ended() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}

/** Waits until the server answers as it should; one that ends or stays silent is reported with what it printed. */
export async function untilReady(
  name: string,
  server: Started,
  isReady: () => Promise<boolean>,
  timeoutMs = 20_000,
): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await isReady().catch(() => false))) {
    if (server.ended || Date.now() > endMs) {
      await server.stop();
      throw new Error(`${name} did not start:\n${server.log()}`);
    }
    await sleep(25);
  }
}

/** A port with a free one after it: OpenBao takes both. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await probe(0);
    if (port < 65_535 && (await probe(port + 1).catch(() => undefined)) !== undefined) return port;
  }
}

async function probe(wanted: number): Promise<number> {
  const server = createServer();
  server.listen(wanted, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
