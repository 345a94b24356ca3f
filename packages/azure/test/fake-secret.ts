import { missing } from "./refusal.ts";

/** One version as it is kept, with the members that the service's JSON has. */
export interface FakeVersion {
  readonly id: string;
  value: string;
  contentType?: string | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
  attributes: Attributes;
}

interface Attributes {
  readonly enabled: boolean;
  readonly nbf?: number;
  readonly exp?: number;
  readonly created: number;
  readonly updated: number;
}

/** What a PUT or PATCH may hold. */
export interface SecretFields {
  readonly value?: string;
  readonly contentType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly attributes?: Partial<Attributes>;
}

/** One secret of the fake, with its versions in the order in which they were set. */
export class FakeSecret {
  readonly name: string;
  readonly versions: FakeVersion[] = [];
  deleted?: { readonly deletedDate: number; readonly scheduledPurgeDate: number };
  /** How many more looks at the deleted secret come too early. */
  lag = 0;
  /** How many more looks at the recovered secret come too early. */
  recovering = 0;
  readonly #retentionDays: number;

  constructor(name: string, retentionDays: number) {
    this.name = name;
    this.#retentionDays = retentionDays;
  }

  set({ value = "", contentType, tags, attributes }: SecretFields): FakeVersion {
    const created = seconds();
    const version: FakeVersion = {
      id: crypto.randomUUID().replaceAll("-", ""),
      value,
      contentType,
      tags,
      attributes: attributesOf({ enabled: true, created, updated: created }, attributes),
    };
    this.versions.push(version);
    return version;
  }

  /** What isn't named is kept, but tags are replaced as a whole. */
  update(version: FakeVersion, { contentType, tags, attributes }: SecretFields): FakeVersion {
    if (contentType !== undefined) version.contentType = contentType;
    if (tags !== undefined) version.tags = tags;
    version.attributes = attributesOf({ ...version.attributes, updated: seconds() }, attributes);
    return version;
  }

  /** Without an id, the one that was set last, whatever its state. */
  version(id: string): FakeVersion {
    const found = id === "" ? this.versions.at(-1) : this.versions.find((each) => each.id === id);
    if (!found) throw missing(id === "" ? this.name : `${this.name}/${id}`);
    return found;
  }

  /** Without a value only where it is asked for. */
  bundle(base: string, version: FakeVersion, { value = true, versioned = true } = {}): object {
    const { id, contentType, tags, attributes } = version;
    return {
      ...(value && { value: version.value }),
      ...(contentType !== undefined && { contentType }),
      id: `${base}/secrets/${this.name}${versioned ? `/${id}` : ""}`,
      attributes: {
        ...attributes,
        recoveryLevel: this.#retentionDays < 90 ? "CustomizedRecoverable+Purgeable" : "Recoverable+Purgeable",
        recoverableDays: this.#retentionDays,
      },
      ...(tags && { tags }),
    };
  }

  delete(): void {
    const deletedDate = seconds();
    this.deleted = { deletedDate, scheduledPurgeDate: deletedDate + this.#retentionDays * 86_400 };
    this.lag = 1;
  }

  recover(): void {
    delete this.deleted;
    this.recovering = 1;
  }

  deletedBundle(base: string): object {
    const recoveryId = `${base}/deletedsecrets/${this.name}`;
    return { recoveryId, ...this.deleted, ...this.bundle(base, this.version(""), { value: false }) };
  }
}

/** In the order in which the service writes them. */
function attributesOf(held: Attributes, given: Partial<Attributes> = {}): Attributes {
  const { enabled, nbf, exp, created, updated } = { ...held, ...given };
  return {
    enabled,
    ...(nbf !== undefined && { nbf }),
    ...(exp !== undefined && { exp }),
    created,
    updated,
  };
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
