import { type CiFacts, deployCommands, installCommand, lookCommands } from "./ci-facts.ts";

/** The jobs of a pipeline of GitLab's, to be included. */
export function gitlabPipeline(facts: CiFacts): string {
  return `# Written by \`confide ci gitlab\`. Include it from .gitlab-ci.yml.

.confide:
  image: node:24
  before_script:
${script([...(facts.packageManager === "npm" || facts.packageManager === "bun" ? [] : ["corepack enable"]), installCommand(facts.packageManager)])}

confide-secrets:
  extends: .confide
  stage: test
  variables:
    GIT_DEPTH: "0" # all history
  script:
${script(lookCommands(facts))}

${facts.environments.map((environment) => deployJobOf(environment, facts)).join("\n\n")}
`;
}

function deployJobOf(environment: string, facts: CiFacts): string {
  const tokens = facts.clouds.flatMap((cloud) => SIGN_INS[cloud]?.token ?? []);
  const variables = facts.clouds.flatMap((cloud) => SIGN_INS[cloud]?.variables ?? []);
  const before = facts.clouds.flatMap((cloud) => SIGN_INS[cloud]?.script ?? []);
  return [
    `confide-deploy-${environment}:`,
    "  extends: .confide",
    "  stage: deploy",
    `  environment: ${environment}`,
    "  rules:",
    "    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
    ...(tokens.length > 0
      ? ["  # Signs in to the cloud, in place of a stored key.", "  id_tokens:", ...tokens]
      : []),
    ...(variables.length > 0 ? ["  variables:", ...variables] : []),
    "  script:",
    script([...before, ...deployCommands(facts)]),
  ].join("\n");
}

/** A token is written where no other job looks. A colon in a command needs quotes. */
function script(commands: readonly string[]): string {
  return commands
    .map((command) => `    - ${/[:#&*!|>'"%@`{}[\]]/.test(command) ? quoted(command) : command}`)
    .join("\n");
}

function quoted(command: string): string {
  return `'${command.replaceAll("'", "''")}'`;
}

interface GitlabSignIn {
  readonly token: readonly string[];
  readonly variables: readonly string[];
  readonly script: readonly string[];
}

const tokenFile = (name: string) => `printf %s "$${name}" > "$HOME/${name}"`;

/** The vendors' SDKs find files and variables of these names by themselves. */
const SIGN_INS: Readonly<Record<string, GitlabSignIn>> = {
  aws: {
    token: ["    AWS_ID_TOKEN:", "      aud: https://sts.amazonaws.com"],
    variables: [],
    script: [tokenFile("AWS_ID_TOKEN"), 'export AWS_WEB_IDENTITY_TOKEN_FILE="$HOME/AWS_ID_TOKEN"'],
  },
  google: {
    token: [
      "    GOOGLE_ID_TOKEN:",
      "      aud: https://iam.googleapis.com/$GOOGLE_WORKLOAD_IDENTITY_PROVIDER",
    ],
    variables: [],
    script: [
      tokenFile("GOOGLE_ID_TOKEN"),
      `printf '{"type":"external_account","audience":"//iam.googleapis.com/%s","subject_token_type":"urn:ietf:params:oauth:token-type:jwt","token_url":"https://sts.googleapis.com/v1/token","credential_source":{"file":"%s"},"service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/%s:generateAccessToken"}' "$GOOGLE_WORKLOAD_IDENTITY_PROVIDER" "$HOME/GOOGLE_ID_TOKEN" "$GOOGLE_SERVICE_ACCOUNT" > "$HOME/google.json"`,
      'export GOOGLE_APPLICATION_CREDENTIALS="$HOME/google.json"',
    ],
  },
  azure: {
    token: ["    AZURE_ID_TOKEN:", "      aud: api://AzureADTokenExchange"],
    variables: [],
    script: [tokenFile("AZURE_ID_TOKEN"), 'export AZURE_FEDERATED_TOKEN_FILE="$HOME/AZURE_ID_TOKEN"'],
  },
  vault: {
    token: ["    VAULT_ID_TOKEN:", "      aud: $VAULT_ADDR"],
    variables: [],
    script: [
      `export VAULT_TOKEN="$(node -e 'fetch(process.env.VAULT_ADDR+"/v1/auth/jwt/login",{method:"POST",body:JSON.stringify({role:process.env.VAULT_ROLE,jwt:process.env.VAULT_ID_TOKEN})}).then(async(r)=>{if(!r.ok)process.exit(1);process.stdout.write((await r.json()).auth.client_token)})')"`,
    ],
  },
};
