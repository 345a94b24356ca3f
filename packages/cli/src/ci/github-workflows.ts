import { type CiFacts, deployCommands, installCommand, lookCommands } from "./ci-facts.ts";
import { PINNED_ACTIONS } from "./pinned-actions.ts";

/** The workflow that looks for leaks: all history, and nothing that it could give away. */
export function securityWorkflow(facts: CiFacts): string {
  return `name: Security

on:
  push:
    branches: [main]
  pull_request:
  schedule:
    - cron: "17 4 * * 1" # a scanner learns of new formats

permissions: {}

concurrency:
  group: security-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  secrets:
    name: Secrets
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
${steps([checkout(true), ...setUp(facts), ...lookCommands(facts).map(runStep)])}
`;
}

/** The workflow that deploys: signed in by a token of this run, with no stored key. */
export function deployWorkflow(facts: CiFacts): string {
  return `name: Deploy

on:
  push:
    branches: [main]
  workflow_dispatch:

permissions: {}

concurrency:
  group: deploy
  cancel-in-progress: false

jobs:
${facts.environments.map((environment, index) => deployJob(environment, facts.environments[index - 1], facts)).join("\n\n")}
`;
}

function deployJob(environment: string, after: string | undefined, facts: CiFacts): string {
  const signsIn = facts.clouds.length > 0;
  return `  deploy-${environment}:
    name: Deploy to ${environment}${after === undefined ? "" : `\n    needs: deploy-${after}`}
    runs-on: ubuntu-latest
    timeout-minutes: 30
    # Who may deploy, from which branch and with whose approval is a rule of the environment.
    environment: ${environment}
    permissions:
      contents: read${signsIn ? "\n      id-token: write # signs in to the cloud, in place of a stored key" : ""}
    steps:
${steps([checkout(false), ...setUp(facts), ...facts.clouds.flatMap(signIn), ...deployCommands(facts).map(runStep)])}`;
}

type Step = readonly string[];

function steps(all: readonly Step[]): string {
  return all
    .map(([first = "", ...rest]) => [`      - ${first}`, ...rest.map((line) => `        ${line}`)].join("\n"))
    .join("\n");
}

function runStep(command: string): Step {
  return [`run: ${command}`];
}

function uses(action: string, inputs: Readonly<Record<string, string>>): Step {
  const lines = Object.entries(inputs).map(([name, value]) => `  ${name}: ${value}`);
  return [`uses: ${action}`, ...(lines.length > 0 ? ["with:", ...lines] : [])];
}

/** Git's own token isn't left on the disk for what is run later. */
function checkout(whole: boolean): Step {
  const depth = whole ? { "fetch-depth": "0" } : {};
  return uses(PINNED_ACTIONS.checkout, { ...depth, "persist-credentials": "false" });
}

function setUp({ packageManager }: CiFacts): readonly Step[] {
  const node = uses(PINNED_ACTIONS.node, { "node-version": "24", "package-manager-cache": "false" });
  const install = runStep(installCommand(packageManager));
  if (packageManager === "bun") return [uses(PINNED_ACTIONS.bun, {}), node, install];
  if (packageManager === "pnpm") return [uses(PINNED_ACTIONS.pnpm, {}), node, install];
  return packageManager === "yarn" ? [node, runStep("corepack enable"), install] : [node, install];
}

const variableText = (name: string) => `\${{ vars.${name} }}`;

/** By OpenID Connect. Which repository, branch and environment may sign in is a rule of the cloud's. */
function signIn(cloud: string): readonly Step[] {
  switch (cloud) {
    case "aws":
      return [
        uses(PINNED_ACTIONS.aws, {
          "role-to-assume": variableText("AWS_ROLE_ARN"),
          "aws-region": variableText("AWS_REGION"),
        }),
      ];
    case "google":
      return [
        uses(PINNED_ACTIONS.google, {
          workload_identity_provider: variableText("GOOGLE_WORKLOAD_IDENTITY_PROVIDER"),
          service_account: variableText("GOOGLE_SERVICE_ACCOUNT"),
        }),
      ];
    case "azure":
      return [
        uses(PINNED_ACTIONS.azure, {
          "client-id": variableText("AZURE_CLIENT_ID"),
          "tenant-id": variableText("AZURE_TENANT_ID"),
          "subscription-id": variableText("AZURE_SUBSCRIPTION_ID"),
        }),
      ];
    case "vault":
      return [
        uses(PINNED_ACTIONS.vault, {
          url: variableText("VAULT_ADDR"),
          method: "jwt",
          role: variableText("VAULT_ROLE"),
          exportToken: "true",
        }),
      ];
    default:
      return [];
  }
}

/** The variables of the repository, or of its environments, that the workflow reads. They are no secrets. */
export function workflowVariables(clouds: readonly string[]): readonly string[] {
  const lines = clouds.flatMap(signIn).flat().join("\n");
  return [...new Set([...lines.matchAll(/vars\.(\w+)/g)].map(([, name = ""]) => name))];
}
