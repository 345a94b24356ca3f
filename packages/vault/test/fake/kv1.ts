import type { Engine, Request } from "./engine.ts";
import { refusals } from "./refusal.ts";

/** KV v1: values without versions. */
export class KvVersion1 implements Engine {
  readonly #secrets = new Map<string, object>();

  capability({ method, path }: Request): string {
    if (method === "POST") return this.#secrets.has(path) ? "update" : "create";
    return method === "GET" ? "read" : "delete";
  }

  answer({ method, path, body }: Request): object | undefined {
    if (method === "POST") return void this.#secrets.set(path, body);
    if (method === "DELETE") return void this.#secrets.delete(path);
    const data = this.#secrets.get(path);
    if (!data) throw refusals.missing();
    return { data, lease_id: "", lease_duration: 2_764_800, renewable: false };
  }
}
