import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { debianPackages } from "./programs.ts";
import { freePort, type Server, start, untilReady } from "./server.ts";

export interface Redis extends Server {
  readonly port: number;
  /** Everything that is not in its file of users is forgotten. */
  readonly restart: () => Promise<void>;
}

/** Redis of Debian, with an empty file of users: `default` may do everything, without a password. */
export async function startRedis(): Promise<Redis> {
  const { folder, env } = await debianPackages("redis-server", ["redis-tools", "libjemalloc2", "liblzf1"]);
  const [data, port] = [mkdtempSync(join(tmpdir(), "confide-redis-")), await freePort()];
  const users = join(data, "users.acl");
  writeFileSync(users, "");
  const settings = { port, bind: "127.0.0.1", dir: data, aclfile: users, save: "" };
  const parameters = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const run = async () => {
    const server = start(join(folder, "usr", "bin", "redis-server"), parameters, { env, cwd: data });
    await untilReady("Redis", server, async () => server.log().includes("Ready to accept connections"));
    return server;
  };
  let server = await run();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    async restart() {
      await server.stop();
      server = await run();
    },
    async stop() {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
