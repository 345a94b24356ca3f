export {
  cached,
  type CachedStore,
  type InvalidateOptions,
  type RecordListener,
} from "./stores/cache/cached.ts";
export type { CacheOptions } from "./stores/cache/cache-options.ts";
export { type Clock, machineClock } from "./util/clock.ts";
export type {
  AuditedSetting,
  AuditEvent,
  AuditOutcome,
  LoadEvent,
  PolicyEvent,
  ReadEvent,
  RefreshEvent,
  RevealEvent,
  RotateEvent,
} from "./model/audit-event.ts";
export { type AuditFile, auditFile, type AuditFileOptions } from "./audit/audit-file.ts";
export {
  type AuditProblem,
  type AuditReport,
  verifyAudit,
  type VerifyAuditOptions,
} from "./audit/verify-audit.ts";
export { ConfigError, formatProblems } from "./report/config-error.ts";
export { type Definition, defineConfig } from "./load/definition.ts";
export { envExample } from "./inspect/env-example.ts";
export {
  type Origin,
  type Problem,
  reasonText,
  SourceError,
  type SourceErrorOptions,
  type SourceErrorReason,
} from "./model/errors.ts";
export { explain, type ExplainOptions } from "./inspect/explain.ts";
export { type Explanation, formatExplanation } from "./inspect/explanation.ts";
export type { ChangedSetting } from "./live/changes.ts";
export type { Change, ChangeListener, Live, ValueAt, WithFreshOptions } from "./live/live.ts";
export { watchConfig, type WatchOptions } from "./live/watch-config.ts";
export { loadConfig, loadConfigSync, type LoadOptions } from "./load/load.ts";
export { pathVariable, type PathVariable } from "./sources/shared/path-variable.ts";
export { policiesOf, type StorePolicy } from "./inspect/policies.ts";
export { checkConfig, type CheckConfigOptions } from "./inspect/check-config.ts";
export { type AuditDetails, publishAudit } from "./events/publish.ts";
export { readSecret, type ReadSecretOptions } from "./load/read-secret.ts";
export { formatRef, parseRef, type SecretRef } from "./model/ref.ts";
export { Secret, secretText, secretUrl } from "./secret/secret.ts";
export { secret, type SecretSchema } from "./schema/secret-schema.ts";
export {
  type Group,
  groupsOf,
  isSetting,
  type Place,
  type Setting,
  type ValueType,
} from "./model/setting.ts";
export type {
  Failed,
  Found,
  Present,
  ReadContext,
  Reading,
  Source,
  SyncSource,
  Unknown,
} from "./contract/source.ts";
export { args, type ArgsOptions } from "./sources/args.ts";
export { dotenv, type DotenvOptions } from "./sources/dotenv/dotenv.ts";
export { env, type EnvOptions } from "./sources/env.ts";
export { fileVariables, type FileVariablesOptions } from "./sources/file-variables.ts";
export { file, type FileOptions } from "./sources/file/file.ts";
export { secretFiles, type SecretFilesOptions } from "./sources/secret-files.ts";
export { memory } from "./sources/memory.ts";
export { optional } from "./sources/optional.ts";
export { fromStore, type FromStoreOptions, type StoreSource } from "./stores/from-store.ts";
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
export type { Warning } from "./model/warning.ts";
