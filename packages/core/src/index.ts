export { cached, type CachedStore, type InvalidateOptions, type RecordListener } from "./cache/cached.ts";
export type { CacheOptions } from "./cache/limits.ts";
export { type Clock, machineClock } from "./clock.ts";
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
} from "./audit-event.ts";
export { type AuditFile, auditFile, type AuditFileOptions } from "./audit/audit-file.ts";
export {
  type AuditProblem,
  type AuditReport,
  verifyAudit,
  type VerifyAuditOptions,
} from "./audit/verify-audit.ts";
export { ConfigError, formatProblems } from "./config-error.ts";
export { type Definition, defineConfig } from "./define.ts";
export { envExample } from "./env-example.ts";
export {
  type Origin,
  type Problem,
  reasonText,
  StoreError,
  type StoreErrorOptions,
  type StoreErrorReason,
} from "./errors.ts";
export { explain, type ExplainOptions } from "./explain.ts";
export { type Explanation, formatExplanation } from "./explanation.ts";
export type { ChangedSetting } from "./live/changes.ts";
export { type FreshSecretOptions, type ValueAt, withFreshSecret } from "./live/fresh-secret.ts";
export type { Change, ChangeListener, Live } from "./live/live.ts";
export { watchConfig, type WatchOptions } from "./live/watch-config.ts";
export { loadConfig, loadConfigSync, type LoadOptions } from "./load.ts";
export { pathVariable, type PathVariable } from "./path-variable.ts";
export { policiesOf, type StorePolicy } from "./policies-of.ts";
export { problemsOf, type ProblemsOptions } from "./problems-of.ts";
export { type AuditDetails, publishAudit } from "./publish-audit.ts";
export { readSecret, type ReadSecretOptions } from "./read-secret.ts";
export { formatRef, parseRef, type SecretRef } from "./ref.ts";
export { Secret, secretText, secretUrl } from "./secret.ts";
export { secret, type SecretSchema } from "./secret-schema.ts";
export { type Group, groupsOf, type Kind, type Setting } from "./setting.ts";
export type { Failed, Found, Note, ReadContext, Reading, Source, SyncSource } from "./source.ts";
export { args, type ArgsOptions } from "./sources/args.ts";
export { dotenv, type DotenvOptions } from "./sources/dotenv.ts";
export { env, type EnvOptions } from "./sources/env.ts";
export { envFiles, type EnvFilesOptions } from "./sources/env-files.ts";
export { file, type FileOptions } from "./sources/file.ts";
export { files, type FilesOptions } from "./sources/files.ts";
export { memory } from "./sources/memory.ts";
export { optional } from "./sources/optional.ts";
export { secrets, type SecretsOptions, type StoreSource } from "./sources/secrets.ts";
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
} from "./store.ts";
export type { Warning } from "./warnings.ts";
