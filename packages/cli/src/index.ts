// What programs use: the table with which every command is described, the schemas of what they print, and what commands do.
export { COMMANDS as commands } from "./commands.ts";
export { CouldNotLook } from "./could-not-look.ts";
export {
  type CheckedDeployment,
  checkDeployment,
  type CheckDeploymentOptions,
} from "./deploy/check-deployment.ts";
export { type Envelope } from "./envelope.ts";
export { type Finding, type NextStep } from "./finding.ts";
export { outputSchema } from "./output-schema.ts";
export type { ArgumentSpec, ExampleSpec, OptionSpec } from "./options/option-spec.ts";
export type { CommandSpec } from "./parse/command-spec.ts";
export { policyDrift } from "./policy/policy-drift.ts";
export { type ExampleDrift, exampleDrift } from "./settings/example-drift.ts";
export { settingsPage } from "./settings/settings-page.ts";
export { settingsSchema } from "./settings/settings-schema.ts";
