export { postgresPassword, type PostgresPasswordOptions } from "./postgres-password.ts";
export { postgresLock, type PostgresLockOptions } from "./postgres-lock.ts";
export { notifyPostgres, type NotifyPostgresOptions } from "./notify-postgres.ts";
export type { PostgresAddress, PostgresClient, PostgresConnection, PostgresPool } from "./connection.ts";
