import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

import { cached, readSecret } from "@confide/core";
import { Client } from "pg";

import { startPostgres } from "../../../scripts/servers.ts";
import { localFixture } from "../../local/test/fixture.ts";

const NAME = "prod/database";
const CLIENTS = 32;
/** How old a value may be that a client uses; the rotator is told the same. */
const READER_MAX_AGE_MS = 300;

export type LoadGround = Awaited<ReturnType<typeof openLoadGround>>;

/** A database, an encrypted file with its password, and the program that rotates it. */
export async function openLoadGround() {
  const server = await startPostgres();
  const fixture = await localFixture();
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`
    create table orders (id int); create role app_a login password 'first-password'; grant select on orders to app_a`);
  await fixture.seed(NAME, JSON.stringify({ username: "app_a", password: "first-password" }));
  const source = fileURLToPath(new URL("./load-rotator.ts", import.meta.url));
  return {
    server,
    fixture,
    /** So many rotations by one process, which kills itself at an effect of the first if that is asked of it. */
    rotations: async (count: number, kill = ""): Promise<boolean> => {
      const child = fork(source, [fixture.folder, server.url, String(count), kill], {
        execArgv: [],
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
      if (code !== 0 && signal !== "SIGKILL") throw new Error(`the rotator ended with ${code ?? signal}`);
      return code === 0;
    },
    async close(): Promise<void> {
      await admin.end();
      await server.stop();
      await fixture.close();
    },
  };
}

export interface Load {
  readonly logins: number;
  readonly failures: readonly string[];
  readonly rotations: number;
  readonly killed: number;
}

/** Clients that log in anew all the time with what a cache gives them, until both numbers are reached. */
export async function loginsWhileRotating(
  { server, fixture, rotations: rotate }: LoadGround,
  wanted: { readonly logins: number; readonly rotations: number },
): Promise<Load> {
  const store = cached(fixture.store, { ttlMs: READER_MAX_AGE_MS / 2, staleIfErrorMs: 0 });
  const failures: string[] = [];
  let [logins, rotations, killed] = [0, 0, 0];
  const isOver = (): boolean =>
    (logins >= wanted.logins && rotations >= wanted.rotations) || failures.length > 0;

  async function client(): Promise<void> {
    while (!isOver()) {
      const secret = await readSecret(store, NAME);
      const { username: user, password } = JSON.parse(String(secret.reveal())) as Record<
        "username" | "password",
        string
      >;
      const connection = new Client({
        host: server.host,
        port: server.port,
        database: server.database,
        user,
        password,
      });
      try {
        await connection.connect();
        await connection.query("select count(*) from orders");
        logins++;
      } catch (error) {
        failures.push(`${user} ${String(Reflect.get(Object(error), "code"))}`);
      } finally {
        await connection.end();
      }
    }
  }

  async function rotator(): Promise<void> {
    const half = Math.ceil(wanted.rotations / 2);
    for (; !isOver(); rotations += half) {
      await rotate(half);
      if (killed === 0) killed += (await rotate(1, "7")) ? 0 : 1;
    }
  }

  await Promise.all([rotator(), ...Array.from({ length: CLIENTS }, client)]);
  return { logins, failures, rotations, killed };
}
