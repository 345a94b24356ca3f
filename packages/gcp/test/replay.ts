import type { SecretManagerServiceClient } from "@google-cloud/secret-manager";

import type { Operation, Request } from "./fake-operations.ts";
import type { Exchange } from "./transcript.ts";

export interface Asked {
  readonly operation: Operation;
  readonly request: Request;
}

export interface Answered {
  readonly code: number;
  readonly message?: string;
  readonly reason?: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What an exchange asks, as gRPC says it. */
export function askedIn({ request: { method = "", path = "", query, operation, body } }: Exchange): Asked {
  const fields = { ...(body as Request | null) };
  if (operation !== undefined) return { operation: operation as Operation, request: fields };
  const [name = "", verb = ""] = path.replace(/^\/v1\//, "").split(":");
  const [kind] = /versions\/[^/]+$|secrets\/[^/]+$|secrets$/.exec(name)?.[0].split("/") ?? [""];
  const found = ROUTES[`${method} ${kind}${verb === "" ? "" : `:${verb}`}`];
  if (!found) throw new Error(`no method answers ${method} ${path}`);
  return { operation: found, request: requestOf(found, name, query, fields) };
}

/** Asks the fake by the vendor's own client, in one attempt. */
export async function ask(
  client: SecretManagerServiceClient,
  { operation, request }: Asked,
): Promise<Answered> {
  const method = `${operation.charAt(0).toLowerCase()}${operation.slice(1)}` as "getSecret";
  try {
    const [body] = await client[method](request, { retry: null });
    return { code: 0, body: { ...body } };
  } catch (error) {
    const { code, message, reason } = error as { code: number; message: string; reason?: string };
    return { code, message: message.replace(/^\d+ [A-Z_]+: /, ""), body: {}, ...(reason && { reason }) };
  }
}

/** Over REST, gRPC's codes are told by an HTTP status. */
export function restStatus(code: number): number {
  return (
    new Map([
      [0, 200],
      [3, 400],
      [5, 404],
      [6, 409],
      [7, 403],
      [9, 400],
      [16, 401],
    ]).get(code) ?? 500
  );
}

const ROUTES: Readonly<Record<string, Operation>> = {
  "GET secrets": "GetSecret",
  "POST secrets": "CreateSecret",
  "PATCH secrets": "UpdateSecret",
  "DELETE secrets": "DeleteSecret",
  "POST secrets:addVersion": "AddSecretVersion",
  "GET versions": "GetSecretVersion",
  "GET versions:access": "AccessSecretVersion",
  "POST versions:disable": "DisableSecretVersion",
  "POST versions:enable": "EnableSecretVersion",
  "POST versions:destroy": "DestroySecretVersion",
};

/** Reports leave it out. */
const automatic = { replication: { automatic: {} } };

function requestOf(
  operation: Operation,
  name: string,
  query: Exchange["request"]["query"],
  fields: Request,
): Request {
  switch (operation) {
    case "CreateSecret":
      return {
        parent: name.replace(/\/secrets$/, ""),
        secretId: query?.["secretId"] ?? "",
        secret: { ...automatic, ...fields },
      };
    case "AddSecretVersion":
      return { parent: name, payload: { data: Buffer.from(String(fields.payload?.data), "base64") } };
    case "UpdateSecret":
      return { secret: { ...fields, name }, updateMask: { paths: ["version_aliases"] } };
    default:
      return { ...fields, name };
  }
}

const STATES = ["", "ENABLED", "DISABLED", "DESTROYED"];

/** Makes bodies of one side comparable with the other's: times are times, and etags are told by when they were new. */
export function comparing(): (body: unknown) => object {
  const etags: unknown[] = [];
  const member = ([name, value]: [string, unknown]): [string, unknown] => {
    if (name.endsWith("Time")) return [name, "a time"];
    if (name.startsWith("replication")) return [name, "given"];
    if (name === "state") return [name, typeof value === "number" ? STATES[value] : value];
    if (name === "payload") return [name, payloadOf(value as Payload)];
    if (name !== "etag") return [name, value];
    if (!etags.includes(value)) etags.push(value);
    return [name, `${/^"[0-9a-f]+"$/.test(String(value)) ? "etag" : "no etag"} ${etags.indexOf(value)}`];
  };
  return (body) => {
    const given = Object.entries({ clientSpecifiedPayloadChecksum: false, ...(body as object | null) });
    return Object.fromEntries(given.filter(([, value]) => value !== null).map(member));
  };
}

interface Payload {
  readonly data: Uint8Array | string;
  readonly dataCrc32c: string;
}

function payloadOf({ data, dataCrc32c }: Payload): Payload {
  return { data: typeof data === "string" ? data : Buffer.from(data).toString("base64"), dataCrc32c };
}
