import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { unprivileged } from "./postgres.ts";
import { debianPackages } from "./programs.ts";
import { freePort, type Server, start, untilReady } from "./server.ts";

export interface Mariadb extends Server {
  readonly host: string;
  readonly port: number;
  /** Who may do everything, without a password. */
  readonly user: string;
}

/** MariaDB of Debian with no database but its own. */
export async function startMariadb(): Promise<Mariadb> {
  const { folder, env } = await debianPackages("mariadb-server-core", ["libaio1", "libnuma1", "liburing2"]);
  const [data, port] = [mkdtempSync(join(tmpdir(), "confide-mariadb-")), await freePort()];
  const owner = await unprivileged(data);
  const [program, share] = [join(folder, "usr/sbin/mariadbd"), join(folder, "usr/share/mysql")];
  const settings = ["--no-defaults", `--datadir=${data}`, `--lc-messages-dir=${share}`];
  const options = { ...owner, env, cwd: data };
  await bootstrap(program, [...settings, "--bootstrap"], share, options);
  const network = [`--port=${port}`, "--bind-address=127.0.0.1", `--socket=${join(data, "socket")}`];
  const server = start(program, [...settings, ...network], options);
  await untilReady("MariaDB", server, async () => server.log().includes("ready for connections"));
  return {
    url: `mysql://root@127.0.0.1:${port}`,
    host: "127.0.0.1",
    port,
    user: "root",
    async stop() {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Makes the server's own tables, as its installation does. */
async function bootstrap(
  program: string,
  parameters: readonly string[],
  share: string,
  options: object,
): Promise<void> {
  const script = (name: string) => readFileSync(join(share, name), "utf8");
  const child = spawn(program, parameters, { ...options, stdio: ["pipe", "ignore", "pipe"] });
  child.stdin.end(
    `create database mysql;\nuse mysql;\n${script("mysql_system_tables.sql")}\n${script("mysql_system_tables_data.sql")}\n`,
  );
  const [log, [code]] = await Promise.all([text(child.stderr), once(child, "close") as Promise<[number]>]);
  if (code !== 0) throw new Error(`MariaDB did not make its tables:\n${log}`);
}
