import {
  formatRef,
  knownOptions,
  misuse,
  type OptionNames,
  storeClock,
  type WritableSecretStore,
} from "@confide/core/adapter";

import { LOGIN, type Login, type VaultAuth } from "./auth/login.ts";
import { tokenAuth } from "./auth/token-auth.ts";
import { caller, type ClientOptions, type VaultClient } from "./client.ts";
import { currentVersion, listNames } from "./describe.ts";
import { KIND, ofRef } from "./errors.ts";
import { leases } from "./leases.ts";
import { type KvVersion, mount } from "./mount.ts";
import { policyFor } from "./policy.ts";
import { PENDING, readRecord } from "./read.ts";
import { withoutSlashes } from "./names.ts";
import { session } from "./session.ts";
import { writing } from "./write.ts";

export interface HashicorpVaultOptions extends ClientOptions {
  /**
   * Where the KV engine is mounted that the names belong to.
   *
   * @default "secret"
   */
  readonly mount?: string | undefined;
  /** @default what Vault says, which is asked once */
  readonly kvVersion?: KvVersion | undefined;
  /**
   * `tokenAuth(…)`, `appRoleAuth(…)`, `kubernetesAuth(…)` or `jwtAuth(…)`.
   *
   * @default the client's own token, or `VAULT_TOKEN`
   */
  readonly auth?: VaultAuth | undefined;
  /**
   * Names with these prefixes are read unchanged, from an engine that makes credentials for each reader. They are
   * renewed while the store is open.
   *
   * @default ["database/creds/"]
   */
  readonly dynamic?: readonly string[] | undefined;
  /**
   * Names with these prefixes are read unchanged, from an engine that changes one account's password from time to time. Each
   * lasts until its `ttl` is over.
   *
   * @default ["database/static-creds/"]
   */
  readonly statics?: readonly string[] | undefined;
  /**
   * A node-vault, ready. Its own transport heeds no signal and puts the token into errors; confide's does not.
   *
   * @default one of confide's own, made at the first call
   */
  readonly client?: VaultClient | undefined;
  /**
   * For a proxy. It brings its own certificates: neither `ca` nor what the environment has of them is heeded.
   *
   * @default Node's own client (`node:https`); globalThis.fetch where the runtime has none
   */
  readonly fetch?: typeof fetch | undefined;
  /**
   * How much of an answer is read, in bytes after unpacking; a longer one fails with `too-large`.
   *
   * @default 4_194_304 (4 MiB); by default Vault keeps no secret of more than 1 MiB
   */
  readonly maxAnswerBytes?: number | undefined;
}

/**
 * Secrets of HashiCorp Vault or OpenBao: KV v1 and v2, and credentials that engines make.
 *
 * @example
 * ```ts
 * import { fromStore } from "@confide/core";
 * import { hashicorpVault } from "@confide/vault";
 *
 * const store = hashicorpVault({ address: "https://vault.example:8200" });
 * const source = fromStore(store, { refs: { database: "prod/database" } });
 * ```
 */
export function hashicorpVault(given?: HashicorpVaultOptions): WritableSecretStore {
  const options: HashicorpVaultOptions = knownOptions("hashicorpVault()", given, OPTION_NAMES);
  const { kvVersion, dynamic = ["database/creds/"], statics = ["database/static-creds/"], client } = options;
  const mountPath = withoutSlashes(options.mount ?? "secret");
  const auth = loginOf(options.auth) ?? (client ? undefined : environmentToken);
  const clock = storeClock();
  const open = session(caller(options, clock), auth);
  const kv = mount(mountPath, kvVersion, open);
  const leased = leases(open);
  const engine = { dynamic, statics, kvVersion };

  return {
    name: KIND,
    limits: { concurrency: 100 },

    async get(ref, context) {
      try {
        return await readRecord(ref, { session: open, mount: kv, leases: leased, engine }, context);
      } catch (error) {
        throw ofRef(error, formatRef(ref), context);
      }
    },

    currentVersion: async (ref, context) =>
      currentVersion(ref, { session: open, mount: kv, engine }, context),

    ...writing({ session: open, mount: kv }),

    list: async (prefix, context) => listNames(prefix, { session: open, mount: kv }, context, PENDING),

    ...(!client && { now: clock.now }), // a client of somebody's own shows no headers

    policy: (needs) => policyFor(needs, { mount: mountPath, engine }),

    forget: ({ name }) => leased.forget(name),

    /** Never rejects: what could not be given back ends by itself. */
    async close() {
      await leased.close();
      await open.end();
    },
  };
}

/** In a program without types a token itself may stand there: in its place VAULT_TOKEN would be used, and nobody would notice. */
function loginOf(auth: VaultAuth | undefined): Login | undefined {
  const login: unknown = Reflect.get(Object(auth), LOGIN);
  if (auth !== undefined && login === undefined)
    throw misuse(
      "hashicorpVault() takes as auth what tokenAuth(), appRoleAuth(), kubernetesAuth() or jwtAuth() returns",
    );
  return login as Login | undefined;
}

/** As Vault's own tools do. Looked up when it is needed. */
const environmentToken: Login = {
  repeatable: false,
  login: async (call, context) => tokenAuth(process.env["VAULT_TOKEN"] ?? "")[LOGIN].login(call, context),
};

const OPTION_NAMES: OptionNames<HashicorpVaultOptions> = {
  address: true,
  allowHttp: true,
  namespace: true,
  mount: true,
  kvVersion: true,
  auth: true,
  dynamic: true,
  statics: true,
  client: true,
  fetch: true,
  ca: true,
  maxAnswerBytes: true,
};
