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

/** An address with a user, of one host or several: `postgresql://app_a:…@one.example,two.example/shop`. */
const ADDRESS =
  /^(?<scheme>[A-Za-z][\w+.-]*:\/\/)(?<user>[^/?#:@]*)(?::(?<secret>[^/?#]*))?(?<rest>@[^@/?#]*(?:[/?#].*)?)$/s;

/** Only the user and the password change in it. Who takes the password from elsewhere gets the new user's. */
function addressWith(value: unknown, old: Login, { username, password }: Login): unknown {
  const { scheme, user, secret, rest } = (typeof value === "string" && ADDRESS.exec(value)?.groups) || {};
  if (unescaped(user) !== old.username) return value;
  if (secret === undefined) return `${scheme}${encodeURIComponent(username)}${rest}`;
  if (unescaped(secret) !== old.password) return value;
  return `${scheme}${encodeURIComponent(username)}:${encodeURIComponent(password)}${rest}`;
}

function unescaped(text = ""): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
