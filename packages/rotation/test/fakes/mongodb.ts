import { mongodbPassword } from "../../src/issuers/mongodb-password.ts";
import { type FakeVendor, passwordIn, remembering } from "./fake-vendor.ts";
import { Faults } from "./faults.ts";

interface FakeUser {
  password: string;
  roles: object[];
  authenticationRestrictions: object[];
}

/** The users of one database of MongoDB, by the documentation of its commands. */
export class FakeMongodb {
  readonly users = new Map<string, FakeUser>();
  readonly faults = new Faults();
  readonly commands: Record<string, unknown>[] = [];

  add(name: string, password: string): void {
    this.users.set(name, {
      password,
      roles: [{ role: "readWrite", db: "shop" }],
      authenticationRestrictions: [],
    });
  }

  async command(command: Record<string, unknown>): Promise<Record<string, unknown>> {
    this.commands.push(command);
    const [name = "", user] = Object.entries(command)[0] ?? [];
    return this.faults.pass(name, () => {
      const found = this.users.get(String(user));
      if (name === "usersInfo")
        return { users: found ? [{ user, ...found, password: undefined }] : [], ok: 1 };
      if (!found) throw mongoError(11, `Could not find user "${String(user)}" for db "admin"`);
      found.password = String(command["pwd"]);
      return { ok: 1 };
    });
  }

  login(name: string, password: string): void {
    if (this.users.get(name)?.password !== password)
      throw mongoError(18, `Authentication failed with ${password}.`);
  }
}

export function mongoError(code: number, message: string): Error {
  return Object.assign(new Error(message), { name: "MongoServerError", code });
}

export function mongodbVendor(): FakeVendor & { readonly server: FakeMongodb } {
  const server = new FakeMongodb();
  const { faults } = server;
  server.add("app_a", "first-password-of-app");
  server.add("app_b", "a-password-that-nobody-has");
  const made = mongodbPassword({
    admin: server,
    users: ["app_a", "app_b"],
    logIn: async ({ username, password }) => faults.pass("login", () => server.login(username, password)),
  });
  const first = JSON.stringify({ username: "app_a", password: "first-password-of-app" });
  const { issuer, values } = remembering(made, first);
  const isTaken = (text: string) => {
    const { username } = JSON.parse(text) as { username: string };
    return server.users.get(username)?.password === passwordIn(text);
  };
  return {
    server,
    issuer,
    faults,
    first,
    valid: () => [...values].filter(isTaken),
    revoked: () => new Set([...values].filter((each) => !isTaken(each))),
    hasGrace: true,
    errors: {
      denied: (secret) => mongoError(13, `not authorized on admin to execute command { pwd: ${secret} }`),
      throttled: (secret) => mongoError(462, `The server is in quiesce mode ${secret}`),
      cut: (secret) =>
        Object.assign(new Error(`connection to ${secret} closed`), { name: "MongoNetworkError" }),
    },
  };
}
