import type { Secret } from "@confide/core";

import type { IssuerValue } from "../issuers/issuer.ts";
import { IssuerError } from "../rotation-error.ts";

/** A user and a password as a secret holds them: a JSON object, whatever else is in it. */
export interface Credential {
  readonly username: string;
  readonly password: string;
  readonly rest: Readonly<Record<string, unknown>>;
}

/** @throws IssuerError where the secret is of another form; it quotes nothing */
export function credentialIn(value: IssuerValue): Credential {
  const object = parsed(value);
  const { username, password, ...rest } = object;
  if (isText(username) && isText(password)) return { username, password, rest };
  throw new IssuerError(
    'the secret is no JSON object with the texts "username" and "password", as { "username": "app_a", "password": "…", "host": "…" }',
  );
}

/** Not an empty one, for which `pg` would take what its environment has: the admin's. */
function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** Its user is changed with it; host, port and whatever else is there stays. */
export function withCredential(value: IssuerValue, username: string, password: string): Secret {
  return value.map(() => JSON.stringify({ ...credentialIn(value).rest, username, password }));
}

function parsed(value: IssuerValue): Record<string, unknown> {
  const text = value.reveal("rotation");
  try {
    const object: unknown = JSON.parse(typeof text === "string" ? text : new TextDecoder().decode(text));
    if (typeof object === "object" && object !== null && !Array.isArray(object)) return { ...object };
  } catch {
    // The parser's own message would quote the text.
  }
  return {};
}
