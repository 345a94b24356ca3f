export { abortRotation, type AbortRotationResult } from "./abort-rotation.ts";
export type { KeyMatch } from "./accepted-keys.ts";
export { checkRotation } from "./check-rotation.ts";
export type { ConfirmReaders } from "./confirm.ts";
export { defineRotations, type RotationDefinition } from "./define-rotations.ts";
export { endGrace, type EndGraceOptions, type EndGraceResult } from "./end-grace.ts";
export { shortestGraceMs } from "./grace.ts";
export type {
  IssuerApplyStep,
  IssuerCreateStep,
  Issuer,
  IssuerTestStep,
  IssuerRevokeStep,
  IssuerValue,
} from "./issuer.ts";
export { type KeyCandidate, type KeyVerifier, keyVerifier, type KeyVerifierOptions } from "./key-verifier.ts";
export { defineIssuer, type DefineIssuerOptions } from "./issuers/custom-issuer.ts";
export { randomKey, type RandomKeyOptions } from "./issuers/random-key.ts";
export type { HeldRotationLock, RotationLock } from "./lock.ts";
export type { AbortRotationOptions } from "./locked.ts";
export type { RotationNotice, NotifyReaders } from "./notify.ts";
export { rotate, type RotateOptions } from "./rotate.ts";
export type { RotateResult } from "./under-way.ts";
export { IssuerError, RotationError, type RotationStep } from "./rotation-error.ts";
export { rotationStatus, type RotationStatus } from "./rotation-status.ts";
export type { RotationOptions } from "./run.ts";
export { serverDate } from "./server-date.ts";
export type { AskStoreTime } from "./store-time.ts";
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
export type { RotationDueOptions } from "./due.ts";
export {
  rotateIfDue,
  type RotateIfDueOptions,
  schedule,
  type RotationSchedule,
  type ScheduleRotationOptions,
  type RotateIfDueResult,
} from "./schedule.ts";
