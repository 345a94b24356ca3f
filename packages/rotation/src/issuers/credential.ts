import type { Secret } from "@confide/core";

import { IssuerError } from "../rotation-error.ts";
import type { IssuerValue } from "./issuer.ts";
import { isText, propertiesIn, withProperties } from "./json-secret.ts";

/** A user and a password as a secret holds them: a JSON object, whatever else is in it. */
export interface Credential {
  readonly username: string;
  readonly password: string;
  readonly rest: Readonly<Record<string, unknown>>;
}

/** @throws IssuerError where the secret is of another form; it quotes nothing */
export function credentialIn(value: IssuerValue): Credential {
  const { username, password, ...rest } = propertiesIn(value);
  if (isText(username) && isText(password)) return { username, password, rest };
  throw new IssuerError(
    'the secret is no JSON object with the texts "username" and "password", as { "username": "app_a", "password": "…", "host": "…" }',
  );
}

/** Whatever else is in the secret, and however it is written. */
export function isSameLogin(one: IssuerValue, other: IssuerValue): boolean {
  const [left, right] = [credentialIn(one), credentialIn(other)];
  return left.username === right.username && left.password === right.password;
}

/**
 * The user is changed with the password, also in an address that has both; whatever else is there stays.
 *
 * @throws IssuerError where the old password stands elsewhere in the secret: readers of that would be cut off
 */
export function withCredential(value: IssuerValue, username: string, password: string): Secret {
  const old = credentialIn(value);
  return withProperties(value, {
    properties: { username, password },
    oldSecret: old.password,
    parts: ["username", "password"],
    rewrite: (each) => addressWith(each, old, { username, password }),
  });
}

type Login = Pick<Credential, "username" | "password">;

/** An address of the same user: `postgresql://app_a:…@db.example/shop`. */
function addressWith(value: unknown, old: Login, { username, password }: Login): unknown {
  const url = typeof value === "string" ? URL.parse(value) : null;
  if (!url || unescaped(url.username) !== old.username || unescaped(url.password) !== old.password)
    return value;
  url.username = encodeURIComponent(username);
  url.password = encodeURIComponent(password);
  return url.href;
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
