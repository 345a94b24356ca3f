import { knownOptions } from "@confide/core/adapter";

import { IssuerError } from "../rotation-error.ts";
import { explainerOf, type Meaning } from "./explain.ts";
import type { Issuer } from "./issuer.ts";
import { type LogIn, loginBy } from "./log-in.ts";
import { newPassword } from "./new-password.ts";
import { assertTwoUsers, twoUsers } from "./two-users.ts";

/** As much of a `Db` of the package `mongodb` as is used here: the one in which both users are made, `admin` for example. */
export interface MongodbDatabase {
  command(command: Record<string, unknown>): Promise<Readonly<Record<string, unknown>>>;
}

export interface MongodbPasswordOptions {
  /** Where both users are, of a client that may see and change them. */
  readonly admin: MongodbDatabase;
  /** Two users of the same roles. The secret holds one of them; a rotation sets the other's password and names it. */
  readonly users: readonly [string, string];
  readonly logIn: LogIn;
}

/**
 * Passwords of MongoDB with no failed login: two users take turns, so that a client that still has the old password can use it
 * until the grace ends. The secret is a JSON object with `username` and `password`.
 *
 * The rules are those of [updateUser](https://www.mongodb.com/docs/manual/reference/command/updateUser/).
 *
 * @throws RangeError for two equal users
 *
 * @example
 * ```ts
 * import { mongodbPassword } from "@confide/rotation/issuers";
 * import { MongoClient } from "mongodb";
 *
 * const url = "mongodb://localhost";
 * const issuer = mongodbPassword({
 *   admin: new MongoClient(url).db("admin"),
 *   users: ["app_a", "app_b"],
 *   logIn: async ({ username, password }) => {
 *     const client = new MongoClient(url, { auth: { username, password } });
 *     await client.connect().finally(async () => client.close());
 *   },
 * });
 * ```
 */
export function mongodbPassword(options: MongodbPasswordOptions): Issuer {
  knownOptions("mongodbPassword()", options, { admin: true, users: true, logIn: true });
  const { admin, users, logIn } = options;
  assertTwoUsers(users, "mongodbPassword");

  /** Acknowledged by most members, so that no failover brings the old password back. */
  async function command(
    name: "usersInfo" | "updateUser",
    user: string,
    { signal, ...fields }: { readonly signal: AbortSignal | undefined } & Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    signal?.throwIfAborted();
    const tried = { role: "the admin", what: `run ${name} for ${user}` };
    const writes = name === "updateUser" && { writeConcern: { w: "majority" } };
    return mongodbErrors.explaining(tried, async () => admin.command({ [name]: user, ...fields, ...writes }));
  }

  async function rightsOf(user: string, signal: AbortSignal | undefined): Promise<string> {
    const { users: found } = await command("usersInfo", user, {
      signal,
      showAuthenticationRestrictions: true,
    });
    const [first] = (Array.isArray(found) ? found : []) as readonly MongodbUser[];
    if (!first) throw new IssuerError(`MongoDB has no user ${user}: make it by createUser, with its roles`);
    return rightsIn(first);
  }

  return twoUsers({
    name: "mongodb-password",
    users,
    logIn: loginBy(logIn, mongodbErrors),

    async setPassword({ username, password, from }, { signal, mustGoOn }) {
      if ((await rightsOf(username, signal)) !== (await rightsOf(from, signal)))
        throw new IssuerError(
          `${username} and ${from} differ in roles or authentication restrictions: give both the same by updateUser`,
        );
      await mustGoOn();
      await command("updateUser", username, { signal, pwd: password });
    },

    // Nobody gets this password.
    async endPassword(user, { signal, mustGoOn }) {
      await mustGoOn();
      await command("updateUser", user, { signal, pwd: newPassword() });
    },
  });
}

interface MongodbUser {
  readonly roles?: readonly { readonly role?: unknown; readonly db?: unknown }[];
  readonly authenticationRestrictions?: unknown;
}

/** What two users must have alike, as text that can be compared. */
function rightsIn({ roles = [], authenticationRestrictions = [] }: MongodbUser): string {
  const names = roles.map(({ role, db }) => JSON.stringify([db, role])).toSorted();
  return JSON.stringify([names, authenticationRestrictions]);
}

const NOT_FOUND: Meaning = () => ["there is no such user", "make it by createUser, in the database of admin"];

const mongodbErrors = explainerOf(
  {
    "13": () => [
      "it is not allowed to",
      "give it a role with viewUser and changePassword on the users' database, as userAdmin",
    ],
    "18": ({ role }) => ["the password was not accepted", `check user, password and authSource of ${role}`],
    "11": NOT_FOUND,
    "10107": () => ["the member takes no writes", "connect to the replica set, not to one member"],
    "8000": () => ["Atlas refuses it", "change users of Atlas by its own API, in a defineIssuer"],
  },
  (error) => String(Reflect.get(error, "code")),
);
