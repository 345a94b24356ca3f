import { IssuerError } from "../rotation-error.ts";
import { type Credential, credentialIn } from "./credential.ts";
import type { Explainer } from "./explain.ts";
import type { IssuerValue } from "./issuer.ts";

/** A user and a password that are tried. */
export interface PasswordLogin {
  readonly username: string;
  readonly password: string;
  /** Aborted when nobody waits for the result any more. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Connects once as your application does, with the same client and TLS settings, and closes the connection. It rejects where
 * the login is refused. The password is made current only after it resolves.
 */
export type LogIn = (login: PasswordLogin) => Promise<unknown>;

/** A login with what a secret holds, whose failure says which user it was. */
export function loginBy(
  logIn: LogIn,
  { explaining }: Explainer,
): (value: IssuerValue, signal?: AbortSignal) => Promise<void> {
  return async (value, signal) => {
    const credential = credentialIn(value);
    const tried = { role: credential.username, what: "log in" };
    await explaining(tried, async () => tryLogin(logIn, credential, signal));
  };
}

/** With what `logIn` itself throws. */
export async function tryLogin(
  logIn: LogIn,
  { username, password }: Credential,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  await logIn({ username, password, signal });
}

/** @throws IssuerError for the secret of another user: no password is set that nobody asked for */
export function credentialOf(value: IssuerValue, user: string): Credential {
  const credential = credentialIn(value);
  if (credential.username === user) return credential;
  throw new IssuerError(`the secret names another user than ${user} as its "username"`);
}
