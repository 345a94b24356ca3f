import type { CallContext } from "@confide/core/adapter";

import { oneAttempt, type Session } from "./client.ts";
import { crc32c } from "./crc32c.ts";
import { Code, codeOf, malformed } from "./errors.ts";
import { lastPart } from "./names.ts";
import { fieldsOf, OWN, type SecretState, stateName, stateOf, type Version } from "./state.ts";

/** The calls that writing is made of, on one secret. */
export interface SecretCalls {
  readonly resource: string;
  get(): Promise<SecretState>;
  /** `undefined` where there is no such secret. */
  find(): Promise<SecretState | undefined>;
  /** Makes the secret, or finds that somebody else just has. */
  create(fields?: NewSecret): Promise<SecretState>;
  /** Fails with a conflict when the secret was changed since `state` was read. */
  update(state: SecretState): Promise<SecretState>;
  add(data: Uint8Array): Promise<string>;
  /** By number or alias; `undefined` where there is none. */
  version(version: string): Promise<VersionState | undefined>;
  /** The newest version's number, in any state, as `latest` has it; `none` where there is none. */
  newest(): Promise<string>;
  versions(): Promise<Version[]>;
  destroy(version: string, etag?: string): Promise<void>;
  /** Also where there is none. */
  delete(): Promise<void>;
}

interface VersionState {
  readonly version: string;
  readonly state: ReturnType<typeof stateName>;
  readonly etag: string;
  /** It has been destroyed, but with a delay that the secret asks for. */
  readonly doomed: boolean;
}

/** What a secret has from the start. */
type NewSecret = Partial<Pick<SecretState, "replication" | "siblingOf">>;

/** @param seen Is told each state of the secret's record. */
export function secretCalls(
  session: Session,
  secretId: string,
  context: CallContext,
  seen: (state: SecretState) => void = () => {},
): SecretCalls {
  const { client, parent } = session;
  const name = `${parent}/secrets/${secretId}`;
  const options = () => oneAttempt(session, context);
  const known = (secret: Parameters<typeof stateOf>[0]) => {
    const state = stateOf(secret);
    seen(state);
    return state;
  };
  const get = async () => known((await client.getSecret({ name }, options()))[0]);
  const find = async (wanted: string) => {
    const found = await orMissing(client.getSecretVersion({ name: `${name}/versions/${wanted}` }, options()));
    return found && versionState(found[0]);
  };
  return {
    resource: name,
    get,
    find: () => orMissing(get()),

    async create({ replication, siblingOf } = {}) {
      const secret = {
        // A regional secret is kept where it is; any other must say where it is copied to.
        ...(!parent.includes("/locations/") && { replication: replication ?? { automatic: {} } }),
        ...(siblingOf !== undefined && { annotations: { [OWN.sibling]: siblingOf } }),
      };
      try {
        return known((await client.createSecret({ parent, secretId, secret }, options()))[0]);
      } catch (error) {
        if (codeOf(error) === Code.alreadyExists) return get();
        throw error;
      }
    },

    async update(state) {
      const updateMask = { paths: ["annotations"] };
      const secret = { name, ...fieldsOf(state) };
      return known((await client.updateSecret({ secret, updateMask }, options()))[0]);
    },

    async add(data) {
      const payload = { data, dataCrc32c: crc32c(data) };
      const [added] = await client.addSecretVersion({ parent: name, payload }, options());
      if (added.clientSpecifiedPayloadChecksum !== true)
        throw malformed(secretId, "without having compared the payload with its checksum");
      return lastPart(added.name);
    },

    version: find,
    newest: async () => (await find("latest"))?.version ?? "none",

    async versions() {
      const found: Version[] = [];
      for await (const version of client.listSecretVersionsAsync({ parent: name }, options()))
        found.push(version);
      return found;
    },

    async destroy(version, etag = "") {
      await client.destroySecretVersion({ name: `${name}/versions/${version}`, etag }, options());
    },

    async delete() {
      await orMissing(client.deleteSecret({ name }, options()));
    },
  };
}

async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (codeOf(error) === Code.notFound) return undefined;
    throw error;
  }
}

function versionState({ name, state, etag, scheduledDestroyTime }: Version): VersionState {
  return {
    version: lastPart(name),
    state: stateName(state),
    etag: etag ?? "",
    doomed: scheduledDestroyTime !== null && scheduledDestroyTime !== undefined,
  };
}
