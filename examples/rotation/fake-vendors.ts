import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A vendor's API on this machine, for the tests. */
export interface FakeVendor {
  readonly url: string;
  /** Those that it accepts, by slot or id. */
  readonly keys: Map<string, string>;
  /** The answer with the next new key gets lost on the way: the key is made. */
  loseNextNewKey(): void;
  close(): void;
}

export const ADMIN = "admin-of-the-tests";

interface Answer {
  readonly status: number;
  readonly body: string;
}
type Handle = (request: IncomingMessage, url: URL, body: string) => Answer;

/** An account with `key1` and `key2`. */
export async function fakeStorageAccount(): Promise<FakeVendor> {
  const keys = new Map([
    ["key1", "first-key"],
    ["key2", "second-key"],
  ]);
  return serve(keys, (request, { pathname, searchParams }) => {
    const bearer = request.headers.authorization?.slice("Bearer ".length) ?? "";
    if (pathname === "/data") return { status: [...keys.values()].includes(bearer) ? 200 : 403, body: "" };
    const slot = searchParams.get("key") ?? "";
    if (bearer !== ADMIN || !keys.has(slot)) return { status: 403, body: "" };
    const made = `made-${crypto.randomUUID()}`;
    keys.set(slot, made);
    return { status: 200, body: made };
  });
}

/** A vendor of keys that are shown once. */
export async function fakeKeyVendor(): Promise<FakeVendor> {
  const keys = new Map([["key_first", "sk_first"]]);
  const rotations = new Map<string, string>();
  return serve(keys, (request, { pathname, searchParams }, body) => {
    const bearer = request.headers.authorization?.slice("Bearer ".length) ?? "";
    if (pathname === "/charges") return { status: [...keys.values()].includes(bearer) ? 200 : 401, body: "" };
    if (bearer !== ADMIN) return { status: 401, body: "" };
    if (request.method === "DELETE") {
      const isThere = keys.delete(pathname.slice("/keys/".length));
      return { status: isThere ? 200 : 404, body: "{}" };
    }
    if (request.method === "GET") {
      const wanted = searchParams.get("rotationId");
      const ids = [...keys.keys()].filter((id) => rotations.get(id) === wanted);
      return { status: 200, body: JSON.stringify(ids.map((id) => ({ id }))) };
    }
    const { metadata } = JSON.parse(body) as { metadata: { rotationId: string } };
    const [id, key] = [`key_${crypto.randomUUID().slice(0, 8)}`, `sk_${crypto.randomUUID()}`];
    keys.set(id, key);
    rotations.set(id, metadata.rotationId);
    return { status: 200, body: JSON.stringify({ id, key }) };
  });
}

async function serve(keys: Map<string, string>, handle: Handle): Promise<FakeVendor> {
  let isLost = false;
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const { status, body } = handle(
        request,
        new URL(request.url ?? "", "http://vendor"),
        await text(request),
      );
      const isThisLost = isLost && request.method === "POST";
      if (isThisLost) response.destroy();
      else response.writeHead(status).end(body);
      isLost &&= !isThisLost;
    };
    void answer();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    loseNextNewKey: () => void (isLost = true),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
