import { Secret } from "@confide/core";
import { defineIssuer, type Issuer, type IssuerValue } from "@confide/rotation";

export interface DualKeyOptions {
  /** Of the account: `POST …/regenerate?key=key1` answers with a new `key1`. */
  readonly url: string;
  readonly token: Secret;
}

/**
 * For an account with two keys, `key1` and `key2`, as Azure storage has them: what isn't in use is made anew, and becomes
 * current. The secret is `{ "slot": "key1", "key": "…" }`. To make a key changes the account, so that it takes a lock.
 */
export function dualKeyIssuer({ url, token }: DualKeyOptions): Issuer {
  const headers = () => ({ authorization: `Bearer ${token.reveal()}` });

  async function regenerate(slot: string): Promise<string> {
    const response = await fetch(`${url}/regenerate?key=${slot}`, { method: "POST", headers: headers() });
    if (!response.ok) throw new Error(`regenerate answered ${response.status}`);
    return response.text();
  }

  return defineIssuer({
    name: "dual-key",
    credentials: "two-slots",
    exclusive: true,
    handleOf: (value) => read(value).slot,
    async create({ currentHandle }) {
      const slot = (await currentHandle()) === "key1" ? "key2" : "key1";
      return new Secret<string | Uint8Array>(JSON.stringify({ slot, key: await regenerate(slot) }));
    },
    async test({ value }) {
      const response = await fetch(`${url}/data`, {
        headers: { authorization: `Bearer ${read(value).key}` },
      });
      if (!response.ok) throw new Error(`the account answered ${response.status}`);
    },
    // A slot has no "off": what was in it ends when it is made anew, and nobody keeps the answer.
    async revoke({ handle, mustGoOn }) {
      await mustGoOn();
      if (handle !== undefined) await regenerate(handle);
    },
  });
}

function read(value: IssuerValue): { readonly slot: string; readonly key: string } {
  return JSON.parse(String(value.reveal())) as { slot: string; key: string };
}
