import { crc32c } from "../src/crc32c.ts";
import { FakeIam } from "./fake-iam.ts";
import { FakeSecret, type FakeVersion } from "./fake-secret.ts";
import { FORMS, type Operation, PERMISSIONS, type Request } from "./fake-operations.ts";
import { Refusal } from "./refusal.ts";

export interface FakeProjectOptions {
  readonly id?: string;
  readonly number?: string;
  /** It holds regional secrets and answers as that region's endpoint does. */
  readonly location?: string;
}

/**
 * Secret Manager as one project sees it: it refuses what the service refuses, in its words, and judges by caller. What
 * it says is held against recordings by `replay.test.ts`.
 */
export class FakeProject {
  readonly iam = new FakeIam();
  readonly id: string;
  readonly number: string;
  readonly calls: { readonly operation: Operation; readonly name: string }[] = [];
  /** Off, as it is in a new project. */
  apiEnabled = true;
  /** Off, a version that can't be read is refused in words that nobody has seen yet. */
  statesAreTold = true;
  readonly #secrets = new Map<string, FakeSecret>();
  readonly #location: string | undefined;

  constructor({ id = "shop", number = "123456789", location }: FakeProjectOptions = {}) {
    this.id = id;
    this.number = number;
    this.#location = location;
  }

  /** Does what a member asks, or throws a `Refusal`. */
  call(operation: Operation, request: Request, member: string): object {
    const asked = request.secret?.name ?? request.name ?? request.parent ?? "";
    this.calls.push({ operation, name: asked });
    if (!asked.startsWith("projects/"))
      throw new Refusal(3, "Invalid resource field value in the request.", "RESOURCE_PROJECT_INVALID");
    if (!this.apiEnabled) throw new Refusal(7, apiDisabled(this.number), "SERVICE_DISABLED");
    const target = this.#targetOf(operation, asked);
    const permission = PERMISSIONS[operation];
    if (!this.iam.may(member, permission, target.resource)) throw denied(permission, asked);
    return this.#answer(operation, request, target);
  }

  /** Makes an empty secret as an operator would who may do anything. */
  create(id: string, annotations: Readonly<Record<string, string>> = {}): FakeSecret {
    const replication = this.#location === undefined ? { replication: { automatic: {} } } : {};
    return this.#create({ secretId: id, secret: { ...replication, annotations } });
  }

  /** Keeps a value as an operator would who may do anything; makes the secret if there is none. */
  seed(id: string, value: string | Uint8Array): string {
    if (!this.#secrets.has(id)) this.create(id);
    return String(this.secret(id).add({ data: Buffer.from(value) }).number);
  }

  secret(id: string): FakeSecret {
    const secret = this.#secrets.get(id);
    if (!secret) throw new Refusal(5, `Secret [${this.#nameOf(id)}] not found.`);
    return secret;
  }

  get #parent(): string {
    return this.#location === undefined
      ? `projects/${this.id}`
      : `projects/${this.id}/locations/${this.#location}`;
  }

  #nameOf(id: string): string {
    return `projects/${this.number}${this.#parent.slice(`projects/${this.id}`.length)}/secrets/${id}`;
  }

  #targetOf(operation: Operation, asked: string): Target {
    const byId = asked.replace(`projects/${this.number}`, `projects/${this.id}`);
    const form = FORMS[operation];
    const [, parent, secret = "", version = ""] = form.pattern.exec(byId) ?? [];
    const isOne = [secret, version].every((part) => /^[\w-]*$/.test(part));
    if (parent !== this.#parent || !isOne)
      throw new Refusal(
        3,
        `The provided ${form.noun} [${asked}] does not match the expected format [${form.shape}]`,
      );
    return { resource: secret === "" ? parent : `${parent}/secrets/${secret}`, secret, version };
  }

  #answer(operation: Operation, request: Request, { secret: id, version }: Target): object {
    switch (operation) {
      case "CreateSecret":
        return this.#create(request).toProto();
      case "GetSecret":
        return this.secret(id).toProto();
      case "UpdateSecret":
        return this.secret(id)
          .update(request.secret ?? {}, request.updateMask?.paths ?? [])
          .toProto();
      case "DeleteSecret":
        this.secret(id).checkEtag(request.etag);
        this.#secrets.delete(id);
        return {};
      case "ListSecrets":
        return page(
          "secrets",
          [...this.#secrets.values()].map((each) => each.toProto()),
          request,
        );
      case "AddSecretVersion":
        return this.secret(id).toVersionProto(this.secret(id).add(request.payload ?? {}));
      case "ListSecretVersions":
        return page("versions", this.secret(id).newestFirst(), request);
      default:
        return this.#onVersion(operation, request, this.#secretWithVersions(id), version);
    }
  }

  #onVersion(operation: Operation, request: Request, secret: FakeSecret, wanted: string): object {
    const version = secret.version(wanted);
    if (operation === "AccessSecretVersion") return this.#accessed(secret, version);
    if (operation === "DestroySecretVersion") secret.destroy(version, request.etag);
    if (operation === "DisableSecretVersion") secret.setState(version, "DISABLED", request.etag);
    if (operation === "EnableSecretVersion") secret.setState(version, "ENABLED", request.etag);
    return secret.toVersionProto(version);
  }

  #accessed(secret: FakeSecret, { number, state, data }: FakeVersion): object {
    const name = `${secret.name}/versions/${number}`;
    const told = this.statesAreTold
      ? `Secret Version [${name}] is in ${state} state.`
      : "Precondition failed.";
    if (state !== "ENABLED") throw new Refusal(9, told);
    return { name, payload: { data, dataCrc32c: String(crc32c(data)) } };
  }

  #create({ secretId = "", secret = {} }: Request): FakeSecret {
    const name = this.#nameOf(secretId);
    if (!/^[\w-]{1,255}$/.test(secretId))
      throw new Refusal(3, `Secret ID [${secretId}] does not match the expected format.`);
    if ((secret.replication === undefined) !== (this.#location !== undefined))
      throw new Refusal(3, "The replication field must be set for global secrets only.");
    if (this.#secrets.has(secretId)) throw new Refusal(6, `Secret [${name}] already exists.`);
    const made = new FakeSecret(name, secret);
    this.#secrets.set(secretId, made);
    return made;
  }

  /** One message for a secret that is missing and one that has no versions. */
  #secretWithVersions(id: string): FakeSecret {
    const secret = this.#secrets.get(id);
    if (!secret?.hasVersions)
      throw new Refusal(5, `Secret [${this.#nameOf(id)}] not found or has no versions.`);
    return secret;
  }
}

interface Target {
  readonly resource: string;
  readonly secret: string;
  readonly version: string;
}

/** Small, so that a caller that forgets the next page notices. */
const PAGE = 3;

function page(field: string, all: readonly object[], { pageToken = "0" }: Request): object {
  const start = Number(pageToken);
  const end = start + PAGE;
  return { [field]: all.slice(start, end), ...(end < all.length && { nextPageToken: String(end) }) };
}

/** The same for a secret that isn't there: who may not look isn't told. */
function denied(permission: string, name: string): Refusal {
  return new Refusal(7, `Permission '${permission}' denied for resource '${name}' (or it may not exist).`);
}

function apiDisabled(number: string): string {
  return (
    `Secret Manager API has not been used in project ${number} before or it is disabled. Enable it by visiting ` +
    `https://console.developers.google.com/apis/api/secretmanager.googleapis.com/overview?project=${number} then retry`
  );
}
