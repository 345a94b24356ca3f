import { failure } from "./errors.ts";

/** A token, for as long as it lasts; 0 is forever. */
export interface TokenLease {
  readonly token: string;
  readonly durationMs: number;
  readonly renewable: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

/** What a login or a renewal brought. */
export function lease(body: unknown, path: string): TokenLease {
  const auth = fields(fields(body, path)["auth"], path);
  const { client_token: token, lease_duration: seconds, renewable } = auth;
  const isToken = typeof token === "string" && /^[\x21-\x7E]+$/.test(token);
  if (!isToken || typeof seconds !== "number") throw senseless(path);
  return { token, durationMs: seconds * 1000, renewable: renewable === true };
}

/** The `data` of an answer. */
export function unwrapped(body: unknown, path: string): Fields {
  return fields(fields(body, path)["data"], path);
}

export function fields(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw senseless(path);
  return value as Fields;
}

/** An answer that isn't Vault's. */
export function senseless(path: string) {
  return failure("malformed", `${path} brought something else than expected`);
}
