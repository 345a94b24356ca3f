export { abortRotation } from "./abort-rotation.ts";
export type { KeyMatch } from "./verify/accepted-keys.ts";
export { checkRotation } from "./check-rotation.ts";
export type { ConfirmReaders } from "./steps/confirm-readers.ts";
export { defineRotations, type RotationDefinition } from "./define-rotations.ts";
export { endGrace, type EndGraceOptions } from "./end-grace.ts";
export { shortestGraceMs } from "./grace.ts";
export type {
  IssuerApplyStep,
  IssuerCreateStep,
  Issuer,
  IssuerTestStep,
  IssuerRevokeStep,
  IssuerValue,
} from "./issuers/issuer.ts";
export {
  type KeyCandidate,
  type KeyVerifier,
  keyVerifier,
  type KeyVerifierOptions,
} from "./verify/key-verifier.ts";
export { defineIssuer, type DefineIssuerOptions } from "./issuers/define-issuer.ts";
export { randomKey, type RandomKeyOptions } from "./issuers/random-key.ts";
export type { HeldRotationLock, RotationLock } from "./locks/lock.ts";
export type { AbortRotationOptions } from "./locks/locked.ts";
export type { RotationNotice, NotifyReaders } from "./steps/notify.ts";
export { rotate, type RotateOptions } from "./rotate.ts";
export type {
  AbortRotationResult,
  EndGraceResult,
  RotateIfDueResult,
  RotateResult,
} from "./state/results.ts";
export { IssuerError, RotationError, type RotationStep } from "./rotation-error.ts";
export { rotationStatus, type RotationStatus, type RotationStatusOptions } from "./rotation-status.ts";
export type { RotationOptions } from "./run.ts";
export { serverDate } from "./state/server-date.ts";
export type { AskStoreTime } from "./state/store-clock.ts";
export { fileLock, type FileLockOptions } from "./locks/file-lock.ts";
export {
  notifyHttp,
  type NotifyHttpOptions,
  SIGNATURE_HEADER,
  verifyNotice,
  type VerifyNoticeOptions,
} from "./notify-by/http.ts";
export { notifySignal, type NotifySignalOptions } from "./notify-by/signal.ts";
export type { RotationDueOptions } from "./due.ts";
export {
  rotateIfDue,
  type RotateIfDueOptions,
  schedule,
  type RotationSchedule,
  type ScheduleRotationOptions,
} from "./schedule.ts";
