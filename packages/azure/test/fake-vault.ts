import { FakeRbac } from "./fake-rbac.ts";
import { FakeSecret, type SecretFields } from "./fake-secret.ts";
import { page } from "./paging.ts";
import { beingRecovered, deletedButRecoverable, disabled, forbidden, missing, Refusal } from "./refusal.ts";

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body?: object;
}

/**
 * A key vault: it refuses what the service refuses, in its words, and judges by caller. What it says is held against
 * recordings by `replay.test.ts`. Names are compared without case, as the service does.
 */
export class FakeVault {
  readonly rbac = new FakeRbac();
  readonly calls: string[] = [];
  /** On, as it is: what was deleted can't be seen as deleted at once. */
  lagging = true;
  readonly #secrets = new Map<string, FakeSecret>();
  readonly #retentionDays: number;

  constructor({ retentionDays = 7 } = {}) {
    this.#retentionDays = retentionDays;
  }

  /** Keeps a value as an operator would who may do anything. */
  seed(name: string, fields: SecretFields): string {
    return this.#set(name, fields).version("").id;
  }

  secret(name: string): FakeSecret {
    const secret = this.#secrets.get(name.toUpperCase());
    if (!secret || secret.deleted || secret.recovering-- > 0) throw missing(name);
    return secret;
  }

  /** Does what a caller asks, or throws a `Refusal`. `base` is where the vault answers. */
  answer(request: Request, principal: string, base: string): Answer {
    const { method, path } = request;
    const [, kind = "", name = "", third = ""] = path.split("/");
    this.calls.push(`${method} ${path}`);
    if (!["secrets", "deletedsecrets"].includes(kind))
      throw new Refusal(404, "NotFound", "There is nothing here.");
    const asked = `${method} ${shapeOf(path)}`;
    const action = ACTIONS[asked];
    if (action === undefined) throw new Refusal(405, "MethodNotAllowed", `HTTP ${method} not allowed`);
    if (name !== "" && !/^[0-9A-Za-z-]+$/.test(name))
      throw new Refusal(400, "BadParameter", `The request URI contains an invalid name: ${name}`);
    const scope = name === "" ? "/vault" : `/vault/secrets/${name}`;
    if (!this.rbac.may(principal, action, scope)) throw forbidden(action, principal, name);
    return kind === "secrets"
      ? this.#onSecrets(asked, request, { name, third, base })
      : this.#onDeleted(asked, request, { name, third, base });
  }

  #onSecrets(asked: string, { query, body }: Request, { name, third, base }: Target): Answer {
    const fields = (body ?? {}) as SecretFields;
    switch (asked) {
      case "GET /secrets":
        return { status: 200, body: page(this.#rows(base, false), `${base}/secrets`, query) };
      case "GET /secrets/N/versions":
        return {
          status: 200,
          body: page(this.#versionRows(name, base), `${base}/secrets/${name}/versions`, query),
        };
      case "GET /secrets/N/V":
        return { status: 200, body: this.#read(name, third, base) };
      case "PATCH /secrets/N/V": {
        const secret = this.secret(name);
        const updated = secret.update(secret.version(third), fields);
        return { status: 200, body: secret.bundle(base, updated, { value: false }) };
      }
      case "PUT /secrets/N": {
        const secret = this.#set(name, fields);
        return { status: 200, body: secret.bundle(base, secret.version("")) };
      }
      default: {
        const secret = this.secret(name);
        secret.delete();
        return { status: 200, body: secret.deletedBundle(base) };
      }
    }
  }

  #onDeleted(asked: string, { query }: Request, { name, base }: Target): Answer {
    if (asked === "GET /deletedsecrets")
      return { status: 200, body: page(this.#rows(base, true), `${base}/deletedsecrets`, query) };
    const secret = this.#secrets.get(name.toUpperCase());
    if (asked === "POST /deletedsecrets/N/recover") {
      if (!secret?.deleted) throw missing(name);
      secret.recover();
      return { status: 200, body: secret.bundle(base, secret.version(""), { value: false }) };
    }
    if (!secret?.deleted || (this.lagging && secret.lag-- > 0))
      throw new Refusal(404, "SecretNotFound", `Deleted Secret not found: ${name}`);
    if (asked === "DELETE /deletedsecrets/N") {
      this.#secrets.delete(name.toUpperCase());
      return { status: 204 };
    }
    if (!secret.version("").attributes.enabled) throw disabled();
    return { status: 200, body: secret.deletedBundle(base) };
  }

  #read(name: string, id: string, base: string): object {
    const secret = this.secret(name);
    const version = secret.version(id);
    if (!version.attributes.enabled) throw disabled();
    return secret.bundle(base, version);
  }

  #set(name: string, fields: SecretFields): FakeSecret {
    const held = this.#secrets.get(name.toUpperCase()) ?? new FakeSecret(name, this.#retentionDays);
    if (held.deleted) throw deletedButRecoverable(name);
    if (held.recovering > 0) throw beingRecovered(name);
    if (Buffer.byteLength(fields.value ?? "") > 25_600 || Object.keys(fields.tags ?? {}).length > 15)
      throw new Refusal(400, "BadParameter", "The property is too large.");
    held.set(fields);
    this.#secrets.set(name.toUpperCase(), held);
    return held;
  }

  /**
   * What isn't asked for counts as a row all the same, and so makes pages with holes: each secret, and among the deleted
   * each version too.
   */
  #rows(base: string, deleted: boolean) {
    return [...this.#secrets.values()].flatMap((secret) => {
      const listed = secret.bundle(base, secret.version(""), { value: false, versioned: false });
      const marker = `secret/${secret.name.toUpperCase()}`;
      if (!deleted) return [{ marker, item: secret.deleted ? undefined : listed }];
      return [
        { marker, item: secret.deleted && { ...secret.deletedBundle(base), ...listed } },
        ...secret.versions.map(({ id }) => ({ marker: `${marker}/${id.toUpperCase()}`, item: undefined })),
      ];
    });
  }

  /** In the order of their ids, which has nothing to do with time. None for a secret that isn't there. */
  #versionRows(name: string, base: string) {
    const secret = this.#secrets.get(name.toUpperCase());
    if (!secret || secret.deleted) return [];
    return secret.versions.map((version) => ({
      marker: `secret/${name.toUpperCase()}/${version.id.toUpperCase()}`,
      item: secret.bundle(base, version, { value: false }),
    }));
  }
}

interface Target {
  readonly name: string;
  readonly third: string;
  readonly base: string;
}

/** What each operation asks of its caller; anything else is not allowed to anybody. */
const ACTIONS: Readonly<Record<string, string>> = {
  "GET /secrets": "readMetadata/action",
  "GET /secrets/N/versions": "readMetadata/action",
  "GET /secrets/N/V": "getSecret/action",
  "PUT /secrets/N": "setSecret/action",
  "PATCH /secrets/N/V": "update/action",
  "DELETE /secrets/N": "delete",
  "GET /deletedsecrets": "readMetadata/action",
  "GET /deletedsecrets/N": "readMetadata/action",
  "DELETE /deletedsecrets/N": "purge/action",
  "POST /deletedsecrets/N/recover": "recover/action",
};

/** `/secrets/N/V`: a version may be empty, a name may not. */
function shapeOf(path: string): string {
  const [, kind = "", name, third] = path.split("/");
  if (name === undefined || (name === "" && third === undefined))
    return path.endsWith("/") ? path : `/${kind}`;
  if (third === undefined) return `/${kind}/N`;
  return third === "versions" || third === "recover" ? `/${kind}/N/${third}` : `/${kind}/N/V`;
}
