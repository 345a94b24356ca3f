import { IssuerError, isIssuerError } from "../rotation-error.ts";

/** What was tried, as an error tells it: no statement, which may hold a verifier. */
export interface Tried {
  /** Who has done it: a role's name. */
  readonly role: string;
  /** `alter role app_b`, `log in`. */
  readonly what: string;
}

/** What a SQLSTATE means here, and what helps. */
const MEANINGS: Readonly<Record<string, (tried: Tried) => readonly [why: string, fix: string]>> = {
  "42501": ({ role }) => [
    "the right to do it is missing",
    `give ${role} CREATEROLE, and each right that it has to pass on WITH GRANT OPTION (with PostgreSQL 16 also ADMIN OPTION on the user)`,
  ],
  "28P01": ({ role }) => ["the password was not accepted", `check the password of ${role}`],
  "28000": ({ role }) => [
    "the login is not allowed",
    `check that ${role} has LOGIN, that VALID UNTIL isn't over, and pg_hba.conf`,
  ],
  "53300": ({ role }) => [
    "there are as many connections as are allowed",
    `raise CONNECTION LIMIT of ${role}, or max_connections, or close connections`,
  ],
  "55P03": () => [
    "a lock was not to be had in time",
    "try again when no migration or other rotator is at it",
  ],
  "57014": () => ["it took too long", "try again when the database is less busy"],
  "3D000": () => ["there is no such database", "correct the database in the address"],
  "42704": () => ["there is no such role or object", "create it, or correct its name"],
  "25006": () => ["the server takes no writes", "connect to the primary, not to a replica"],
};

/** Whether there is more to say than its code. */
export function isExplained(error: unknown): error is Error & { readonly code: string } {
  if (isIssuerError(error) || !(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, "code");
  return typeof code === "string" && Object.hasOwn(MEANINGS, code);
}

/** A failure of PostgreSQL in words: who, what, why, and what helps. Its own text may quote a value. */
export function explained(error: unknown, tried: Tried): unknown {
  if (!isExplained(error)) return error;
  const [why, fix] = MEANINGS[error.code]?.(tried) ?? [];
  return new IssuerError(`${tried.role} could not ${tried.what}: ${why} (${error.code}). ${fix}`);
}

export async function explaining<T>(tried: Tried, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error, tried);
  }
}
