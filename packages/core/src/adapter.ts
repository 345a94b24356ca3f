// What authors of stores, sources and packages use, and applications don't.
export { failureFor, type Failure, failuresOf, ignore } from "./adapter/failures.ts";
export { remainingMs, untilDeadline } from "./adapter/call-time.ts";
export { type NetworkFault, networkFault } from "./adapter/network-fault.ts";
export { onUse, type OnUse } from "./adapter/on-use.ts";
export { retryAfterMs } from "./adapter/retry-after.ts";
export { checkNotes, checkPut } from "./adapter/check-writes.ts";
export { type StoreClock, storeClock } from "./adapter/store-clock.ts";
export { textOrBytes } from "./adapter/text-or-bytes.ts";
export { vendorPackage } from "./adapter/vendor-package.ts";
export { readAudit, type ReadAuditEntry } from "./audit/read-audit.ts";
export type {
  Failed,
  Found,
  Ignored,
  Missing,
  Present,
  ReadContext,
  Reading,
  Source,
  SyncSource,
  Unknown,
} from "./contract/source.ts";
export type {
  CallContext,
  Lease,
  Need,
  Outcome,
  Policy,
  PromoteOptions,
  PutOptions,
  SecretDescription,
  SecretRecord,
  SecretStore,
  VersionDescription,
  WritableSecretStore,
} from "./contract/store.ts";
export { type AuditDetails, publishAudit } from "./events/publish.ts";
export { type LoadedVariables, loadVariables } from "./inspect/load-variables.ts";
export type { SettingVariable, UnspelledSetting } from "./inspect/variable-spelling.ts";
export { checkDefinition } from "./load/check-definition.ts";
export { describeSettings, type SettingDescription } from "./inspect/describe-settings.ts";
export type { ChangedSetting } from "./live/changes.ts";
export type { ChangeListener, ValueAt, WithFreshOptions } from "./live/live.ts";
export { type FileLock, type LockSeeker, seekLock } from "./lock/file-lock.ts";
export {
  asError,
  isSourceError,
  reasonText,
  SourceError,
  type SourceErrorOptions,
  type SourceErrorReason,
} from "./model/errors.ts";
export type { Origin } from "./model/problem.ts";
export { cleanCause, type CleanCause } from "./model/clean-cause.ts";
export type {
  AuditedSetting,
  AuditOutcome,
  LoadEvent,
  PolicyEvent,
  ReadEvent,
  RefreshEvent,
  RevealEvent,
  RotateEvent,
} from "./model/audit-event.ts";
export { formatRef, parseRef, type SecretRef } from "./model/ref.ts";
export {
  type Group,
  groupsOf,
  isSetting,
  pathName,
  type Place,
  type Setting,
  type ValueType,
} from "./model/setting.ts";
export { Secret } from "./secret/secret.ts";
export { call as callListener } from "./util/listeners.ts";
export type { FileRequest } from "./sources/shared/file-error.ts";
export { keyLines } from "./sources/dotenv/key-block.ts";
export { readTextFile } from "./sources/shared/text-file.ts";
export type { InvalidateOptions, RecordListener } from "./stores/cache/cached.ts";
export type { StoreSource } from "./stores/from-store.ts";
export { getOutcome, getOutcomes, valueOf } from "./stores/get-outcomes.ts";
export { knownOptions, type OptionNames } from "./util/known-options.ts";
export { isMisuse, misuse } from "./util/misuse.ts";
export { type Limit, unlessAborted, within } from "./util/abort.ts";
export { type Clock, machineClock } from "./util/clock.ts";
export { nearest, printable } from "./util/text.ts";
export { isPlausibleName } from "./util/plausible-name.ts";
export { endReason } from "./util/end-reason.ts";
