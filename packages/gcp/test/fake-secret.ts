import { crc32c } from "../src/crc32c.ts";
import type { Request, SecretFields } from "./fake-operations.ts";
import { Refusal } from "./refusal.ts";

export interface FakeVersion {
  readonly number: number;
  readonly createTime: Timestamp;
  readonly checksumGiven: boolean;
  data: Uint8Array;
  state: "ENABLED" | "DISABLED" | "DESTROYED";
  etag: string;
  destroyTime?: Timestamp;
  scheduledDestroyTime?: Timestamp;
}

export interface Timestamp {
  readonly seconds: number;
  readonly nanos: number;
}

/** One secret of the fake, with its versions. */
export class FakeSecret {
  readonly name: string;
  /** It has a `version_destroy_ttl`: to destroy a version disables it, until then. */
  destroysLater = false;
  readonly fields: SecretFields;
  readonly #createTime = now();
  readonly #versions: FakeVersion[] = [];
  #etag = newEtag();
  #aliases: Readonly<Record<string, string>> = {};
  #annotations: Readonly<Record<string, string>>;

  constructor(name: string, fields: SecretFields) {
    this.name = name;
    this.fields = fields;
    this.#annotations = checkedAnnotations(fields.annotations ?? {});
  }

  get hasVersions(): boolean {
    return this.#versions.length > 0;
  }

  /** Any number of versions may be `latest` in turn: it is the newest, whatever its state. */
  version(wanted: string): FakeVersion {
    const number = wanted === "latest" ? this.#versions.length : Number(this.#aliases[wanted] ?? wanted);
    const found = this.#versions.find((each) => each.number === number);
    if (!found) throw new Refusal(5, `Secret Version [${this.name}/versions/${wanted}] not found.`);
    return found;
  }

  /** The secret's own etag stays: versions are not its doing. */
  add({ data = new Uint8Array(), dataCrc32c }: NonNullable<Request["payload"]>): FakeVersion {
    if (data.length === 0) throw new Refusal(3, "Secret Payload cannot be empty");
    if (data.length > 65_536) throw new Refusal(3, "The secret payload is larger than 65536 bytes.");
    if (dataCrc32c !== undefined && dataCrc32c !== String(crc32c(data)))
      throw new Refusal(3, "The data_crc32c does not match the payload's checksum.");
    const version: FakeVersion = {
      number: this.#versions.length + 1,
      createTime: now(),
      checksumGiven: dataCrc32c !== undefined,
      data: Uint8Array.from(data),
      state: "ENABLED",
      etag: newEtag(),
    };
    this.#versions.push(version);
    return version;
  }

  /** A change that changes nothing gives a new etag too. */
  setState(version: FakeVersion, state: FakeVersion["state"], etag?: string): void {
    matchEtag(version.etag, etag);
    if (version.state === "DESTROYED") throw new Refusal(9, "SecretVersion.state is already DESTROYED.");
    Object.assign(version, { state, etag: newEtag() });
  }

  destroy(version: FakeVersion, etag?: string): void {
    this.setState(version, this.destroysLater ? "DISABLED" : "DESTROYED", etag);
    if (this.destroysLater) Object.assign(version, { scheduledDestroyTime: now() });
    else Object.assign(version, { data: new Uint8Array(), destroyTime: now() });
  }

  update({ etag, versionAliases = {}, annotations = {} }: SecretFields, paths: readonly string[]): this {
    this.checkEtag(etag);
    if (paths.length === 0) throw new Refusal(3, "The update mask is empty.");
    if (paths.includes("version_aliases")) this.#aliases = this.#checkedAliases(versionAliases);
    if (paths.includes("annotations")) this.#annotations = checkedAnnotations(annotations);
    this.#etag = newEtag();
    return this;
  }

  checkEtag(etag?: string): void {
    matchEtag(this.#etag, etag);
  }

  newestFirst(): object[] {
    return this.#versions.toReversed().map((version) => this.toVersionProto(version));
  }

  toProto(): object {
    const { labels, replication } = this.fields;
    return {
      name: this.name,
      ...(replication && { replication }),
      createTime: this.#createTime,
      ...(labels && { labels }),
      ...(Object.keys(this.#aliases).length > 0 && { versionAliases: this.#aliases }),
      ...(Object.keys(this.#annotations).length > 0 && { annotations: this.#annotations }),
      etag: this.#etag,
    };
  }

  toVersionProto(version: FakeVersion): object {
    const { number, state, createTime, destroyTime, scheduledDestroyTime, etag, checksumGiven } = version;
    return {
      name: `${this.name}/versions/${number}`,
      createTime,
      ...(destroyTime && { destroyTime }),
      ...(scheduledDestroyTime && { scheduledDestroyTime }),
      state,
      ...(this.fields.replication && { replicationStatus: { automatic: {} } }),
      etag,
      ...(checksumGiven && { clientSpecifiedPayloadChecksum: true }),
    };
  }

  #checkedAliases(aliases: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const names = Object.keys(aliases);
    const bad = names.find((name) => !/^[A-Za-z][\w-]{0,62}$/.test(name) || /^(latest|NEW)$/.test(name));
    if (bad !== undefined || names.length > 50) throw new Refusal(3, "The version aliases are invalid.");
    if (names.some((name) => !this.#versions.some(({ number }) => String(number) === aliases[name])))
      throw new Refusal(3, "A version alias names a version that does not exist.");
    return { ...aliases };
  }
}

function checkedAnnotations(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(annotations);
  const size = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.join("")), 0);
  const bad = entries.some(([key]) => !/^[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?$/.test(key));
  if (bad || size >= 16_384) throw new Refusal(3, "The annotations are invalid.");
  return { ...annotations };
}

function matchEtag(held: string, given = ""): void {
  if (given !== "" && given !== held) throw new Refusal(9, "The etag does not match the resource's.");
}

let etags = 0x163c1efce157c3;

/** A text with quotes in it, as the service's are. */
function newEtag(): string {
  return `"${(etags++).toString(16)}"`;
}

function now(): Timestamp {
  const ms = Date.now();
  return { seconds: Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 };
}
