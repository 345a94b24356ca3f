export { redactConsole } from "./integrations/console.ts";
export { encodedForms } from "./secrets/encoded-forms.ts";
export {
  type FoundSecret,
  type SecretFinder,
  secretFinder,
  type SecretFinderOptions,
} from "./finder/secret-finder.ts";
export { expressRedaction } from "./integrations/express.ts";
export { fastifyRedaction } from "./integrations/fastify.ts";
export { logRedaction, spanRedaction } from "./integrations/opentelemetry.ts";
export { redactOutput, type RedactOutputOptions } from "./integrations/output.ts";
export { pinoRedaction } from "./integrations/pino.ts";
export { redactUncaught, type RedactUncaughtOptions } from "./integrations/uncaught.ts";
export { winstonRedaction } from "./integrations/winston.ts";
export { redactor, type Redactor, type RedactorOptions } from "./redactor.ts";
export type { Loaded } from "./secrets/sources.ts";
