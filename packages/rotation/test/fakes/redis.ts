import { createHash } from "node:crypto";

import { redisPassword, type RedisPasswordOptions } from "../../src/issuers/redis-password.ts";
import { type FakeVendor, passwordIn, remembering } from "./fake-vendor.ts";
import { Faults } from "./faults.ts";

interface FakeUser {
  on: boolean;
  nopass: boolean;
  readonly passwords: Set<string>;
}

/** As much of Redis's ACL commands as the issuer calls, by their documentation. Replies are those of RESP2. */
export class FakeRedis {
  readonly users = new Map<string, FakeUser>();
  #saved = new Map<string, FakeUser>();
  readonly faults: Faults;
  /** Without it `ACL SAVE` is refused. */
  hasAclFile = true;

  constructor(faults = new Faults()) {
    this.faults = faults;
  }

  async sendCommand([name = "", subcommand = "", user = "", rule = ""]: readonly string[]): Promise<unknown> {
    return this.faults.pass(`${name} ${subcommand}`, () => {
      if (subcommand === "GETUSER") return this.#reply(user);
      if (subcommand === "SETUSER") return this.setUser(user, rule);
      if (subcommand === "SAVE") return this.#save();
      throw reply(`ERR unknown subcommand '${subcommand}'. Try ACL HELP.`);
    });
  }

  setUser(user: string, ...rules: readonly string[]): string {
    const found = this.users.get(user) ?? { on: false, nopass: false, passwords: new Set() };
    this.users.set(user, found);
    for (const rule of rules) apply(rule, found);
    return "OK";
  }

  auth(username: string, password: string): void {
    const user = this.users.get(username);
    if (!user?.on || !(user.nopass || user.passwords.has(sha256(password))))
      throw reply("WRONGPASS invalid username-password pair or user is disabled.");
  }

  /** What was not saved is lost. */
  restart(): void {
    this.users.clear();
    for (const [name, user] of this.#saved)
      this.users.set(name, { ...user, passwords: new Set(user.passwords) });
  }

  #save(): string {
    if (!this.hasAclFile)
      throw reply("ERR This Redis instance is not configured to use an ACL file. You may want to …");
    this.#saved = new Map(
      [...this.users].map(([name, user]) => [name, { ...user, passwords: new Set(user.passwords) }]),
    );
    return "OK";
  }

  #reply(name: string): unknown {
    const user = this.users.get(name);
    if (!user) return null;
    const flags = [user.on ? "on" : "off", ...(user.nopass ? ["nopass"] : [])];
    return ["flags", flags, "passwords", [...user.passwords], "commands", "+@all", "keys", "~*"];
  }
}

function apply(rule: string, user: FakeUser): void {
  const hash = rule.slice(1);
  if (rule === "on" || rule === "off") user.on = rule === "on";
  else if (rule === "nopass") user.nopass = true;
  else if (/^#[\da-f]{64}$/.test(rule)) {
    user.passwords.add(hash);
    user.nopass = false;
  } else if (!(rule.startsWith("!") && user.passwords.delete(hash)))
    throw reply(`ERR Error in ACL SETUSER modifier '${rule}': The password you are trying to remove …`);
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function reply(message: string): Error {
  return Object.assign(new Error(message), { name: "ErrorReply" });
}

export const REDIS_FIRST = JSON.stringify({ username: "app", password: "first-password-of-app" });

export function redisVendor(
  options: Partial<RedisPasswordOptions> = {},
): FakeVendor & { readonly server: FakeRedis } {
  const server = new FakeRedis();
  const { faults } = server;
  server.setUser("app", "on", `#${sha256("first-password-of-app")}`);
  const made = redisPassword({
    admin: server,
    user: "app",
    logIn: async ({ username, password }) => faults.pass("AUTH", () => server.auth(username, password)),
    ...options,
  });
  const { issuer, values } = remembering(made, REDIS_FIRST);
  const accepted = () => server.users.get("app")?.passwords ?? new Set();
  const valid = () => [...values].filter((each) => accepted().has(sha256(passwordIn(each))));
  return {
    server,
    issuer,
    faults,
    first: REDIS_FIRST,
    valid,
    revoked: () => new Set([...values].filter((each) => !valid().includes(each))),
    hasGrace: true,
    errors: {
      denied: (secret) => reply(`NOPERM ${secret} has no permissions to run this command`),
      throttled: (secret) => reply(`BUSY ${secret} is busy`),
      cut: (secret) => Object.assign(new Error(`${secret} was cut`), { code: "ECONNRESET" }),
    },
  };
}
