import { StoreError } from "../errors.ts";

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

/** Whether somebody refused a credential: databases by their codes, HTTP by 401 and 403, stores by their reason. */
export function isAuthenticationFailure(error: unknown, depth = DEPTH): boolean {
  if (depth === 0 || typeof error !== "object" || error === null) return false;
  if (error instanceof StoreError) return error.reason === "unauthenticated";
  const { code, codeName, status, statusCode, message, cause, errors, response } = error as Fields;
  return (
    CODES.has(code) ||
    STATUSES.has(status ?? statusCode ?? (response as Fields | undefined)?.status) ||
    codeName === "AuthenticationFailed" || // MongoDB
    (typeof message === "string" && /^(?:WRONGPASS|NOAUTH)\b/.test(message)) || // Redis
    [cause, ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [])].some((each) =>
      isAuthenticationFailure(each, depth - 1),
    )
  );
}

type Fields = Readonly<
  Partial<
    Record<
      "code" | "codeName" | "status" | "statusCode" | "message" | "cause" | "errors" | "response",
      unknown
    >
  >
>;
