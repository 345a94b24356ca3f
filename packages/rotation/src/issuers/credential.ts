import type { Secret } from "@confide/core";

import { IssuerError } from "../rotation-error.ts";
import type { IssuerValue } from "./issuer.ts";

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

/**
 * The user is changed with the password, also in an address that has both; whatever else is there stays.
 *
 * @throws IssuerError where the old password stands elsewhere in the secret: readers of that would be cut off
 */
export function withCredential(value: IssuerValue, username: string, password: string): Secret {
  const old = credentialIn(value);
  const rest = Object.entries(old.rest).map(([name, each]) => {
    const changed = addressWith(each, old, { username, password });
    if (holds(changed, old.password)) throw elsewhere(name);
    return [name, changed] as const;
  });
  return value.map(() => JSON.stringify({ ...Object.fromEntries(rest), username, password }));
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

/** As it is, or as an address has it. */
function holds(value: unknown, password: string): boolean {
  if (typeof value === "string")
    return value.includes(password) || value.includes(encodeURIComponent(password));
  return (
    typeof value === "object" && value !== null && Object.values(value).some((each) => holds(each, password))
  );
}

function elsewhere(name: string): IssuerError {
  const shown = /^[\w-]{1,40}$/.test(name) ? `its property ${name}` : "another property";
  return new IssuerError(
    `the secret has its password in ${shown} too, which would keep the old one: let the application build that from username and password`,
  );
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
