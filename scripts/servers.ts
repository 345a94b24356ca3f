// Real servers for *.servers.test.ts, each of its own process, on free ports of this machine, thrown away afterwards.
// What they need comes from the package registries once, into .cache/. None outlives the process that started it.
export { gitleaksExamples } from "./servers/gitleaks-examples.ts";
export { kubernetesValidate } from "./servers/kubernetes-validate.ts";
export { detectSecrets, gitleaks, kingfisher, type SecretScanner } from "./servers/secret-scanners.ts";
export { startMariadb } from "./servers/mariadb.ts";
export { startMoto } from "./servers/moto.ts";
export { startOpenBao } from "./servers/openbao.ts";
export { debianPackages, debianProgram, goProgram, npmPrograms, pythonProgram } from "./servers/programs.ts";
export { sarifErrors } from "./servers/sarif-schema.ts";
export { startPostgres } from "./servers/postgres.ts";
export { startRedis } from "./servers/redis.ts";
