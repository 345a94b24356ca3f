import type { Engine, Request } from "./engine.ts";
import { refusals, Refusal } from "./refusal.ts";

interface Version {
  data: object | null;
  readonly created_time: string;
  deletion_time: string;
  destroyed: boolean;
}

interface Secret {
  readonly versions: Map<number, Version>;
  current: number;
  changes: number;
  notes: Record<string, string>;
  readonly created_time: string;
}

const MOST_VERSIONS = 10;

/** KV v2 as OpenBao has it: versions, check-and-set on values and on notes. */
export class KvVersion2 implements Engine {
  readonly #secrets = new Map<string, Secret>();

  capability({ method, path, query }: Request): string {
    if (method === "GET") return query.has("list") ? "list" : "read";
    if (method === "DELETE") return "delete";
    if (method === "PATCH") return "patch";
    const [kind = "", ...name] = path.split("/");
    return kind === "data" && !this.#secrets.has(name.join("/")) ? "create" : "update";
  }

  answer(request: Request): object | undefined {
    const [kind = "", ...parts] = request.path.split("/");
    const name = parts.join("/");
    switch (`${request.method} ${kind}`) {
      case "GET config":
        return { data: { max_versions: 0, cas_required: false } };
      case "GET data":
        return this.#read(name, Number(request.query.get("version") ?? 0));
      case "POST data":
        return this.#write(name, request.body);
      case "DELETE data":
        return void (this.#latest(name).deletion_time = new Date().toISOString());
      case "POST destroy":
        return this.#destroy(name, request.body["versions"]);
      case "GET metadata":
        return request.query.has("list") ? this.#list(name) : this.#describe(name);
      case "PATCH metadata":
        return this.#annotate(name, request.body);
      case "DELETE metadata":
        return void this.#secrets.delete(name);
      default:
        if (request.method === "GET")
          throw new Refusal(404, {
            data: null,
            warnings: ["Invalid path for a versioned K/V secrets engine. See the API docs."],
          });
        throw refusals.unsupported();
    }
  }

  #find(name: string): Secret {
    const secret = this.#secrets.get(name);
    if (!secret) throw refusals.missing();
    return secret;
  }

  #latest(name: string): Version {
    const { versions, current } = this.#find(name);
    const version = versions.get(current);
    if (!version) throw refusals.missing();
    return version;
  }

  #read(name: string, wanted: number): object {
    const secret = this.#find(name);
    const number = wanted || secret.current;
    const version = secret.versions.get(number);
    if (!version) throw refusals.missing();
    const { data, ...metadata } = version;
    const isGone = metadata.destroyed || metadata.deletion_time !== "";
    const told = { ...metadata, version: number, custom_metadata: notesOf(secret) };
    const body = { data: { data: isGone ? null : data, metadata: told } };
    if (isGone) throw new Refusal(404, body);
    return body;
  }

  #write(name: string, { data, options = {} }: Request["body"]): object {
    if (typeof data !== "object" || data === null) throw refusals.invalid("no data provided");
    const secret = this.#secrets.get(name) ?? newSecret();
    const cas: unknown = Reflect.get(Object(options), "cas");
    if (cas !== undefined && cas !== secret.current)
      throw refusals.invalid("check-and-set parameter did not match the current version");
    const version: Version = {
      data,
      created_time: new Date().toISOString(),
      deletion_time: "",
      destroyed: false,
    };
    secret.versions.set(++secret.current, version).delete(secret.current - MOST_VERSIONS);
    this.#secrets.set(name, secret);
    const { data: _data, ...metadata } = version;
    return { data: { ...metadata, version: secret.current, custom_metadata: notesOf(secret) } };
  }

  #destroy(name: string, versions: unknown): undefined {
    if (!Array.isArray(versions) || versions.length === 0)
      throw refusals.invalid("no version number provided");
    for (const number of versions) {
      const version = this.#find(name).versions.get(Number(number));
      if (version) Object.assign(version, { data: null, destroyed: true });
    }
  }

  #describe(name: string): object {
    const secret = this.#find(name);
    const { versions, current, changes, created_time } = secret;
    const described = Array.from(versions, ([number, { data: _data, ...metadata }]) => [number, metadata]);
    return {
      data: {
        created_time,
        current_version: current,
        current_metadata_version: changes,
        custom_metadata: notesOf(secret),
        versions: Object.fromEntries(described) as object,
      },
    };
  }

  #annotate(name: string, { custom_metadata: patch = {}, metadata_cas: cas }: Request["body"]): undefined {
    const secret = this.#find(name);
    if (cas !== undefined && cas !== secret.changes)
      throw refusals.invalid("metadata check-and-set parameter does not match the current version");
    const notes = Object.entries({ ...secret.notes, ...(patch as object) }).filter(
      ([, text]) => text !== null,
    );
    if (notes.length > 64 || notes.some(([key, text]) => key.length > 128 || text.length > 512))
      throw refusals.invalid("custom_metadata validation failed");
    secret.notes = Object.fromEntries(notes) as Record<string, string>;
    secret.changes++;
  }

  #list(folder: string): object {
    const prefix = folder === "" ? "" : `${folder.replace(/\/$/, "")}/`;
    const below = [...this.#secrets.keys()].filter((name) => name.startsWith(prefix));
    const keys = new Set(below.map((name) => name.slice(prefix.length).replace(/(?<=\/).*$/s, "")));
    if (keys.size === 0) throw refusals.missing();
    return { data: { keys: [...keys].sort() } };
  }
}

function newSecret(): Secret {
  return { versions: new Map(), current: 0, changes: 0, notes: {}, created_time: new Date().toISOString() };
}

function notesOf({ notes }: Secret): object | null {
  return Object.keys(notes).length > 0 ? notes : null;
}
