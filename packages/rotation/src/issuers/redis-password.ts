import { knownOptions } from "@confide/core/adapter";

import { node } from "../node.ts";
import { IssuerError } from "../rotation-error.ts";
import { isSameLogin, withCredential } from "./credential.ts";
import { explainerOf, type Meanings } from "./explain.ts";
import type { Issuer, IssuerValue } from "./issuer.ts";
import { credentialOf, type LogIn, loginBy } from "./log-in.ts";
import { newPassword } from "./new-password.ts";

/** As much of the clients of `redis` and `ioredis` as is used here. A given one is neither connected nor closed. */
export type RedisClient =
  | { sendCommand(command: string[]): Promise<unknown> }
  | { call(command: string, ...parameters: string[]): Promise<unknown> };

export interface RedisPasswordOptions {
  /**
   * Connected as a user that may call `ACL GETUSER`, `ACL SETUSER` and what `persist` calls. One for each node: Redis copies no
   * users to replicas or to the other nodes of a cluster.
   */
  readonly admin: RedisClient | readonly RedisClient[];
  /** The user whose password is replaced. It keeps all else. */
  readonly user: string;
  readonly logIn: LogIn;
  /**
   * What makes a change outlive a restart: `ACL SAVE` for `acl-file`, `CONFIG REWRITE` for `config-file`, nothing for
   * `memory-only`. Redis refuses the first where its configuration has no `aclfile`.
   *
   * @default "acl-file"
   */
  readonly persist?: "acl-file" | "config-file" | "memory-only" | undefined;
}

/**
 * Passwords of one Redis or Valkey user, which takes any number of them at once: the new one is added beside the old one, and the
 * old one is removed when its grace ends. The secret is a JSON object with `username` and `password`. Redis gets the SHA-256
 * of a password, never the password.
 *
 * The rules are those of [Redis](https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/).
 *
 * @throws RangeError for an empty list of nodes
 *
 * @example
 * ```ts
 * import { redisPassword } from "@confide/rotation/issuers";
 * import { createClient } from "redis";
 *
 * const url = "redis://localhost";
 * const issuer = redisPassword({
 *   admin: createClient({ url, username: "rotator" }),
 *   user: "app",
 *   logIn: async ({ username, password }) => {
 *     const client = createClient({ url, username, password, socket: { reconnectStrategy: false } });
 *     await client.connect(); // with a strategy, a refused password would be tried again and again
 *     client.destroy();
 *   },
 * });
 * ```
 */
export function redisPassword(options: RedisPasswordOptions): Issuer {
  knownOptions("redisPassword()", options, { admin: true, user: true, logIn: true, persist: true });
  const { admin, user, logIn, persist = "acl-file" } = options;
  const clients = [admin].flat() as readonly RedisClient[];
  if (clients.length === 0) throw new RangeError("redisPassword takes one client for each node");
  const nodesFor = (signal?: AbortSignal) =>
    clients.map((client, index) => {
      const role = clients.length === 1 ? "the admin" : `the admin of node ${index + 1} of ${clients.length}`;
      return nodeOf(client, { role, user, persist, signal });
    });
  const test = loginBy(logIn, explainer);

  return {
    name: "redis-password",
    credentials: "many",
    isSameCredential: isSameLogin,

    async create({ current }) {
      const value = await current();
      credentialOf(value, user);
      return withCredential(value, user, newPassword());
    },

    async apply({ value, signal, mustGoOn }) {
      const hash = hashOf(value, user);
      const nodes = nodesFor(signal);
      for (const each of nodes) assertUsable(await each.look(), user);
      await mustGoOn();
      for (const each of nodes) {
        await each.change(`#${hash}`); // a second time changes nothing
        await each.save();
      }
    },

    test: async ({ value, signal }) => test(value, signal),

    async revoke({ value, signal, mustGoOn }) {
      const old = await value();
      const hash = old && hashOf(old, user);
      const nodes = nodesFor(signal);
      const held = await Promise.all(nodes.map(async (each) => (await each.look())?.passwords ?? []));
      if (hash === undefined) return assertOnlyOne(held, user);
      await mustGoOn();
      for (const [index, each] of nodes.entries()) {
        // To remove one that isn't there is an error in Redis.
        if (held[index]?.includes(hash)) await each.change(`!${hash}`);
        await each.save();
      }
    },
  };
}

/** One node, as far as one user is concerned. */
interface RedisNode {
  readonly look: () => Promise<RedisUser | undefined>;
  readonly change: (rule: string) => Promise<void>;
  readonly save: () => Promise<void>;
}

interface RedisUser {
  readonly flags: readonly string[];
  /** Their SHA-256, in hexadecimal digits. */
  readonly passwords: readonly string[];
}

const SAVES = { "acl-file": ["ACL", "SAVE"], "config-file": ["CONFIG", "REWRITE"], "memory-only": [] };

interface NodeOptions {
  /** As errors say it. */
  readonly role: string;
  readonly user: string;
  readonly persist: keyof typeof SAVES;
  readonly signal: AbortSignal | undefined;
}

function nodeOf(client: RedisClient, { role, user, persist, signal }: NodeOptions): RedisNode {
  async function call(command: readonly string[], { explaining } = explainer): Promise<unknown> {
    const tried = { role, what: `call ${command.slice(0, 2).join(" ")}` };
    signal?.throwIfAborted();
    return explaining(tried, async () => sent(client, command));
  }

  return {
    look: async () => userIn(await call(["ACL", "GETUSER", user])),
    change: async (rule) => void (await call(["ACL", "SETUSER", user, rule])),
    async save() {
      if (persist !== "memory-only") await call(SAVES[persist], saving);
    },
  };
}

/** `ioredis` has a `sendCommand` too, for objects of its own. */
async function sent(client: RedisClient, [name = "", ...parameters]: readonly string[]): Promise<unknown> {
  return "call" in client ? client.call(name, ...parameters) : client.sendCommand([name, ...parameters]);
}

/** @param reply names and values in turn, or the map that RESP3 has */
function userIn(reply: unknown): RedisUser | undefined {
  const pairs = Array.isArray(reply) ? pairsIn(reply) : entriesIn(reply);
  const fields = new Map(pairs.map(([name, value]) => [String(name), value]));
  if (!fields.has("flags")) return undefined;
  const texts = (name: string) => Array.from((fields.get(name) ?? []) as Iterable<unknown>, String);
  return { flags: texts("flags"), passwords: texts("passwords") };
}

function pairsIn(reply: readonly unknown[]): readonly (readonly [unknown, unknown])[] {
  return reply.flatMap((name, index) => (index % 2 === 0 ? [[name, reply[index + 1]] as const] : []));
}

function entriesIn(reply: unknown): readonly (readonly [unknown, unknown])[] {
  return reply instanceof Map ? [...reply] : Object.entries(reply ?? {});
}

/** `ACL SETUSER` would make a user that is missing, without any right, and let a password be asked of one that has none. */
function assertUsable(found: RedisUser | undefined, user: string): void {
  if (found === undefined)
    throw new IssuerError(
      `Redis has no user ${user}: make it by ACL SETUSER, with its rights and a first password`,
    );
  if (found.flags.includes("nopass"))
    throw new IssuerError(
      `${user} is let in with any password (nopass), and the first one would keep out whoever sends another: set the password of the secret by ACL SETUSER`,
    );
  if (!found.flags.includes("on"))
    throw new IssuerError(`${user} is off, so that nobody can log in: turn it on by ACL SETUSER ${user} on`);
}

/** Which one is old isn't known any more. */
function assertOnlyOne(held: readonly (readonly string[])[], user: string): void {
  if (held.every((passwords) => passwords.length <= 1)) return;
  throw new IssuerError(
    `the store no longer has the old password of ${user}, which Redis still takes: remove its hash, which ACL GETUSER ${user} shows, by ACL SETUSER ${user} !HASH`,
  );
}

function hashOf(value: IssuerValue, user: string): string {
  return node.crypto.createHash("sha256").update(credentialOf(value, user).password).digest("hex");
}

const REPLIES: Meanings = {
  NOPERM: () => [
    "the right to do it is missing",
    "give it +acl|getuser, +acl|setuser, and what persist calls: +acl|save",
  ],
  NOAUTH: () => ["its connection is not logged in", "connect with a user and a password"],
  ERR: () => [
    "Redis refused the command",
    "check that it is Redis 6 or newer, and that its configuration neither renames ACL nor turns it off",
  ],
  READONLY: () => [
    "it is a replica that takes no such change",
    "pass the primary, and replicas that take writes",
  ],
  LOADING: () => ["Redis is reading its data", "rotate again when it is up"],
  MASTERDOWN: () => ["the replica has lost its primary", "rotate again when it is up"],
  MISCONF: () => ["Redis can't write to its disk, and takes no change", "see to its disk, then rotate again"],
  OOM: () => ["Redis has no memory left", "raise maxmemory, then rotate again"],
  WRONGPASS: ({ role }) => [
    "the password was not accepted, or the user is off",
    `check that ${role} is on, and that every node is in admin`,
  ],
};

/** The first word of a reply is its code; what follows quotes the rule, and with it the hash. */
function replyCode(error: Error): string | undefined {
  return /^[A-Z]+(?= )/.exec(error.message)?.[0];
}

const explainer = explainerOf(REPLIES, replyCode);

const saving = explainerOf(
  {
    ...REPLIES,
    ERR: () => [
      "Redis keeps the change in memory only",
      'set aclfile in its configuration, or pass persist: "config-file" where users are in redis.conf',
    ],
  },
  replyCode,
);
