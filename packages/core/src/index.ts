// What applications use. What authors of sources, stores and packages need besides is in adapter.ts.
export { type AuditFile, auditFile, type AuditFileOptions } from "./audit/audit-file.ts";
export {
  type AuditProblem,
  type AuditReport,
  verifyAudit,
  type VerifyAuditOptions,
} from "./audit/verify-audit.ts";
export type { Source, SyncSource } from "./contract/source.ts";
export type { SecretStore } from "./contract/store.ts";
export { checkConfig, type CheckConfigOptions } from "./inspect/check-config.ts";
export { envExample } from "./inspect/env-example.ts";
export { explain, type ExplainOptions } from "./inspect/explain.ts";
export { type Explanation, formatExplanation } from "./inspect/explanation.ts";
export { policiesOf, type StorePolicy } from "./inspect/policies.ts";
export type { Change, Live } from "./live/live.ts";
export { watchConfig, type WatchOptions } from "./live/watch-config.ts";
export { type Definition, defineConfig } from "./load/definition.ts";
export { loadConfig, loadConfigSync } from "./load/load.ts";
export type { LoadOptions } from "./load/load-options.ts";
export { readSecret, type ReadSecretOptions } from "./load/read-secret.ts";
export type { AuditEvent } from "./model/audit-event.ts";
export { isSourceError, type SourceError, type SourceErrorReason } from "./model/errors.ts";
export type { Origin, Problem } from "./model/problem.ts";
export type { Warning } from "./model/warning.ts";
export { ConfigError } from "./report/config-error.ts";
export { formatProblems } from "./report/format-problems.ts";
export { secret, type SecretSchema } from "./schema/secret-schema.ts";
export { Secret } from "./secret/secret.ts";
export { secretText, secretUrl } from "./secret/secret-text.ts";
export { args, type ArgsOptions } from "./sources/args/args.ts";
export { dotenv } from "./sources/dotenv/dotenv.ts";
export type { DotenvOptions } from "./sources/dotenv/dotenv-options.ts";
export { env, type EnvOptions } from "./sources/env.ts";
export { file, type FileOptions } from "./sources/file/file.ts";
export { fileVariables, type FileVariablesOptions } from "./sources/file-variables.ts";
export { memory } from "./sources/memory.ts";
export { optional } from "./sources/optional.ts";
export { secretFiles, type SecretFilesOptions } from "./sources/secret-files.ts";
export { pathVariable } from "./sources/shared/path-variable.ts";
export { cached, type CachedStore } from "./stores/cache/cached.ts";
export type { CacheOptions } from "./stores/cache/cache-options.ts";
export { fromStore } from "./stores/from-store.ts";
export type { FromStoreOptions } from "./stores/from-store-options.ts";
export type { Clock } from "./util/clock.ts";
