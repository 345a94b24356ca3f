import type { Client, ClientConfig } from "pg";

import type { Credential } from "../issuers/credential.ts";
import { IssuerError } from "../rotation-error.ts";
import { configOf, importPg, isClient, isPool, type PostgresConnection } from "./connection.ts";

export interface LoginOptions {
  readonly admin: PostgresConnection;
  /** What differs from the admin's settings. */
  readonly connection?: ClientConfig | undefined;
}

/**
 * How a user logs in where the admin does: with all of the admin's settings but user and password, TLS above all, as a
 * weaker login would give the new password to any server that answers.
 */
export async function loginConfig(
  { username: user, password, rest }: Credential,
  { admin, connection = {} }: LoginOptions,
): Promise<ClientConfig> {
  const isWhole = connection.connectionString !== undefined;
  const settings = isWhole ? await resolved(connection) : await settingsOf(admin);
  const place = placeIn(rest, connection);
  if (
    isSocket(settings.host) &&
    place.host !== undefined &&
    !isSocket(place.host) &&
    connection.ssl === undefined
  )
    throw new IssuerError(
      "the admin connects by a socket, and the secret names a host: pass connection with ssl, as the socket has none",
    );
  return { ...settings, ...place, ...(isWhole ? {} : given(connection)), user, password };
}

/** How the admin itself connects to another database; `undefined` where only a client of its own is given. */
export async function settingsElsewhere(
  admin: PostgresConnection,
  database: string,
): Promise<ClientConfig | undefined> {
  if (isClient(admin) && !isPool(admin)) return undefined;
  const config = isPool(admin) ? admin.options : configOf(admin);
  const { user, password } = await shownBy(config);
  return { ...(await resolved(config)), ...given({ user, password }), database };
}

function isSocket(host: string | undefined): boolean {
  return host?.startsWith("/") === true;
}

/** @throws TypeError for a client that doesn't show how it is connected, where `connection` doesn't say it either */
export function checkLogin({ admin, connection = {} }: LoginOptions): void {
  if (!isClient(admin) || settingsIn(admin) !== undefined) return;
  if (connection.ssl !== undefined || connection.connectionString !== undefined) return;
  throw new TypeError(
    "the admin's client doesn't show whether it is connected by TLS: pass connection with ssl, or a client or pool of pg",
  );
}

async function settingsOf(admin: PostgresConnection): Promise<ClientConfig> {
  if (isPool(admin)) return settingsIn(admin) === undefined ? {} : resolved(admin.options);
  if (!isClient(admin)) return resolved(configOf(admin));
  const { host, port, database } = admin;
  return { ...given({ host, port, database }), ...settingsIn(admin) };
}

/** What `pg` itself reads out of an address, options and the environment: no second parser can differ from it. */
async function resolved(config: ClientConfig): Promise<ClientConfig> {
  const { connectionString: _connectionString, ...options } = config;
  const settings = settingsIn(await shownBy(config));
  if (settings === undefined) throw new IssuerError("this version of pg doesn't show its settings");
  return { ...options, ...settings };
}

/** A client that is never connected: a stream of the caller's own would be opened, and left open. */
async function shownBy(config: ClientConfig): Promise<Client> {
  const { Client: PgClient } = await importPg();
  // `pg` hides the password of a pool from copies.
  return new PgClient({ ...config, ...given({ password: config.password }), stream: () => undefined });
}

/** Of `pg`'s Client or Pool; `undefined` for anything else. TLS options stay one object: `pg` hides the key in it. */
function settingsIn(client: object): ClientConfig | undefined {
  if ("connectionParameters" in client) {
    const shown = client.connectionParameters as ClientConfig & { readonly keepalives?: unknown };
    const { enableChannelBinding, scramMaxIterations } = client as Readonly<Record<string, unknown>>;
    const keepAlive = shown.keepalives === 1 || undefined;
    return { ...given({ enableChannelBinding, scramMaxIterations, keepAlive }), ...shown };
  }
  return "connect" in client && "options" in client ? (client.options as ClientConfig) : undefined;
}

/** Without what is `undefined`, which would undo what is before it. */
function given(config: object): ClientConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

/** What the secret says of the place, where nobody has said it to the issuer: a proxy can be gone round so. */
function placeIn(
  secret: Readonly<Record<string, unknown>>,
  { connectionString, host: givenHost }: ClientConfig,
): ClientConfig {
  if (connectionString !== undefined) return {};
  const { host, port, database, dbname } = secret;
  const name = database ?? dbname;
  const isElsewhere = givenHost !== undefined;
  return {
    ...(!isElsewhere && typeof host === "string" && { host }),
    ...(!isElsewhere && (typeof port === "number" || typeof port === "string") && { port: Number(port) }),
    ...(typeof name === "string" && { database: name }),
  };
}
