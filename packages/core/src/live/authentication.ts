import { isSourceError } from "../model/errors.ts";
import { tried } from "../util/tried.ts";

const CODES: ReadonlySet<unknown> = new Set([
  "28P01", // PostgreSQL: wrong password
  "28000", // PostgreSQL: no such user, or not let in
  "ER_ACCESS_DENIED_ERROR", // MySQL, MariaDB
  "ER_ACCESS_DENIED_NO_PASSWORD_ERROR",
  "ELOGIN", // SQL Server
  "EAUTH", // SMTP
]);

const STATUSES: ReadonlySet<unknown> = new Set([401, 403]);

/** How deep causes are looked at: a pool or a client may have wrapped what the server said. */
const DEPTH = 5;
/** A pool may bring one error for each of its connections, and each with causes of its own. */
const MOST_ERRORS = 1_000;

/** Whether somebody refused a credential: databases by their codes, HTTP by 401 and 403, stores by their reason. */
export function isAuthenticationFailure(error: unknown): boolean {
  const seen = new Set<unknown>();
  let level: readonly unknown[] = [error];
  for (let depth = 0; depth < DEPTH && level.length > 0; depth++) {
    const fresh = level.filter((each) => !seen.has(each)).slice(0, MOST_ERRORS - seen.size);
    for (const each of fresh) seen.add(each);
    if (fresh.some(isRefusal)) return true;
    level = fresh.flatMap(causesOf);
  }
  return false;
}

function isRefusal(error: unknown): boolean {
  if (isSourceError(error)) return error.reason === "unauthenticated";
  const { code, codeName, status, statusCode, message, response } = fieldsOf(error);
  return (
    CODES.has(code) ||
    STATUSES.has(status ?? statusCode ?? fieldsOf(response).status) ||
    codeName === "AuthenticationFailed" || // MongoDB
    (typeof message === "string" && /^(?:WRONGPASS|NOAUTH)\b/.test(message)) // Redis
  );
}

/** A store has said what it had to say: its causes are names only. */
function causesOf(error: unknown): readonly unknown[] {
  if (isSourceError(error)) return [];
  const { cause, errors } = fieldsOf(error);
  const causes: readonly unknown[] = [cause, ...(tried(() => [...(errors as unknown[])]) ?? [])];
  return causes.filter((each) => typeof each === "object" && each !== null);
}

/** What can't be read (a getter that throws) is not there: the error itself is what a caller has to see. */
function fieldsOf(error: unknown): Fields {
  if (typeof error !== "object" || error === null) return {};
  return Object.fromEntries(FIELDS.map((name) => [name, fieldOf(error, name)]));
}

function fieldOf(error: object, name: string): unknown {
  return tried(() => Reflect.get(error, name) as unknown);
}

const FIELDS = [
  "code",
  "codeName",
  "status",
  "statusCode",
  "message",
  "cause",
  "errors",
  "response",
] as const;

type Fields = Readonly<Partial<Record<(typeof FIELDS)[number], unknown>>>;
