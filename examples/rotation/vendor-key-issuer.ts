import { Secret } from "@confide/core";
import { defineIssuer, type Issuer, type IssuerValue } from "@confide/rotation";

export interface VendorKeyOptions {
  readonly url: string;
  /** Of a key that may make others. */
  readonly admin: Secret;
}

/**
 * For a vendor who makes keys himself and shows each once. It is tagged with the rotation, so that one whose answer was
 * lost is found and ended. The secret is `{ "id": "key_1", "key": "sk_…" }`.
 */
export function vendorKeyIssuer({ url, admin }: VendorKeyOptions): Issuer {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${admin.reveal()}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    // Deleting twice is no error.
    if (!response.ok && !(method === "DELETE" && response.status === 404))
      throw new Error(`${method} ${path} answered ${response.status}`);
    return response.json();
  }

  return defineIssuer({
    name: "vendor-key",
    handleOf: (value) => read(value).id,
    async create({ rotationId }) {
      const made = await call("POST", "/keys", { metadata: { rotationId } });
      return new Secret<string | Uint8Array>(JSON.stringify(made));
    },
    async test({ value }) {
      const response = await fetch(`${url}/charges`, {
        headers: { authorization: `Bearer ${read(value).key}` },
      });
      if (!response.ok) throw new Error(`the vendor answered ${response.status}`);
    },
    async revoke({ handle }) {
      if (handle !== undefined) await call("DELETE", `/keys/${handle}`);
    },
    async listCreated(rotationId) {
      const keys = (await call("GET", `/keys?rotationId=${rotationId}`)) as { id: string }[];
      return keys.map(({ id }) => id);
    },
  });
}

function read(value: IssuerValue): { readonly id: string; readonly key: string } {
  return JSON.parse(String(value.reveal())) as { id: string; key: string };
}
