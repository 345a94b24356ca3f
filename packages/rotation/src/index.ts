export { abortRotation, type Abortion } from "./abort-rotation.ts";
export type { Match } from "./accepted-keys.ts";
export type { Confirm } from "./confirm.ts";
export { endGrace, type EndGraceOptions, type GraceEnd } from "./end-grace.ts";
export { shortestGraceMs } from "./grace.ts";
export type { ApplyStep, CreateStep, Issuer, IssuerStep, RevokeStep, SecretValue } from "./issuer.ts";
export { type KeyCandidate, type KeyVerifier, keyVerifier, type KeyVerifierOptions } from "./key-verifier.ts";
export { customIssuer, type CustomIssuerOptions } from "./issuers/custom-issuer.ts";
export { randomKey, type RandomKeyOptions } from "./issuers/random-key.ts";
export type { HeldLock, Lock } from "./lock.ts";
export type { LockedOptions } from "./locked.ts";
export type { Notice, Notify } from "./notify.ts";
export { rotate, type RotateOptions } from "./rotate.ts";
export type { Rotation } from "./under-way.ts";
export { IssuerError, RotationError, type RotationStep } from "./rotation-error.ts";
export { rotationStatus, type RotationStatus } from "./rotation-status.ts";
export type { SecretOptions } from "./run.ts";
export { serverDate } from "./server-date.ts";
export type { AskTime } from "./store-time.ts";
export { postgresPassword, type PostgresPasswordOptions } from "./issuers/postgres-password.ts";
export { fileLock, type FileLockOptions } from "./locks/file-lock.ts";
export { postgresLock, type PostgresLockOptions } from "./locks/postgres-lock.ts";
export {
  notifyHttp,
  type NotifyHttpOptions,
  SIGNATURE_HEADER,
  verifyNotice,
  type VerifyNoticeOptions,
} from "./notify-by/http.ts";
export { notifyPostgres, type NotifyPostgresOptions } from "./notify-by/postgres.ts";
export { notifySignal, type NotifySignalOptions } from "./notify-by/signal.ts";
export type {
  PostgresAddress,
  PostgresClient,
  PostgresConnection,
  PostgresPool,
} from "./postgres/connection.ts";
export {
  awsRotationHandler,
  type AwsRotationEvent,
  type AwsRotationOptions,
} from "./aws-rotation-handler.ts";
export type { DueOptions } from "./due.ts";
export {
  rotateIfDue,
  type RotateIfDueOptions,
  schedule,
  type Schedule,
  type ScheduleOptions,
  type Turn,
} from "./schedule.ts";
