import { randomBytes, randomUUID } from "node:crypto";

import { Secret } from "@confide/core";
import { generateKeyFile, localStore } from "@confide/local";
import { Client } from "pg";

/** Where the administrator logs in. */
export interface Server {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/**
 * What a rotation does, by hand: another user with a new password, the store told of it, and the user before shut out.
 * At once, for the sake of the example: `@confide/rotation` waits until nobody needs the old one.
 */
export async function changePassword(server: Server, folder: string): Promise<string> {
  const store = localStore({ path: `${folder}/secrets.age`, keyFile: `${folder}/key.txt` });
  const context = { signal: AbortSignal.timeout(10_000), deadlineMs: Date.now() + 10_000, attempt: 1 };
  const [username, password] = [`app_${randomBytes(4).toString("hex")}`, randomBytes(16).toString("hex")];
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  try {
    const { rows: before } = await admin.query<{ name: string }>(
      `select rolname as name from pg_roles where rolname like 'app_%' and rolcanlogin`,
    );
    await admin.query(`create role ${username} login password '${password}'`);
    const { host, port, database: name } = server;
    const value = new Secret(JSON.stringify({ host, port, name, username, password }));
    await store.put("prod-database", value, { idempotencyKey: randomUUID(), stage: "current" }, context);
    for (const { name: old } of before) await admin.query(`alter role ${old} nologin`);
  } finally {
    await admin.end();
  }
  return username;
}

/** A key for the encrypted file, and a first user. */
export async function prepare(server: Server, folder: string): Promise<string> {
  await generateKeyFile(`${folder}/key.txt`);
  return changePassword(server, folder);
}
