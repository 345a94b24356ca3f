import { type Format, token } from "./format.ts";

const ALNUM = "[A-Za-z0-9]";
const WORD = String.raw`[\w-]`;
const HEX = "[a-f0-9]";

/** A prefix of two letters is only worth a look with a digit behind it. */
function digits(prefix: string): readonly string[] {
  return Array.from("0123456789abcdef", (digit) => prefix + digit);
}

/** Tokens by their issuers' prefixes. Each entry says where its form is stated. They are made on use: most programs use none. */
export const issuers = (): readonly Format[] => [
  // AWS, IAM identifiers: "AKIA" for long-term and "ASIA" for temporary access keys, then 16 of base 32.
  token("aws-access-key", { prefixes: ["AKIA", "ASIA", "ABIA", "ACCA"], of: "[A-Z2-7]", least: 16 }),
  // AWS, Bedrock's API keys: for long, with the name in base64, and for short.
  token("aws-bedrock-key", {
    prefixes: ["ABSKQmVkcm9ja0FQSUtleS"],
    of: "[A-Za-z0-9+/=]",
    least: 80,
    most: 300,
  }),
  token("aws-bedrock-key", { prefixes: ["bedrock-api-key-"], of: "[A-Za-z0-9+/=]", least: 28, most: 4000 }),
  // GitHub, "Behind GitHub's new authentication token formats": five prefixes, 36 characters, up to 251 later on.
  token("github-token", {
    prefixes: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"],
    of: ALNUM,
    least: 36,
    most: 251,
  }),
  // GitHub, fine-grained personal access tokens: 82 characters.
  token("github-token", { prefixes: ["github_pat_"], of: String.raw`\w`, least: 82 }),
  // GitLab, token overview: personal, deploy, runner, CI job, trigger, feed, agent, mail, feature flags, OAuth, registration.
  token("gitlab-token", {
    prefixes: ["glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glagent-", "glsoat-", "glimt-", "glffct-", "gloas-", "glrtr-", "glwt-", "GR1348941"], // prettier-ignore
    of: String.raw`[\w.-]`,
    least: 20,
    most: 300,
  }),
  // Slack, token types: bot, user, app, refresh, legacy.
  token("slack-token", {
    prefixes: ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xoxo-", "xapp-"],
    of: String.raw`[\w.-]`,
    least: 10,
    most: 300,
  }),
  // Slack, incoming webhooks: the path is the secret.
  token("slack-webhook", {
    prefixes: ["hooks.slack.com/services/", "hooks.slack.com/workflows/", "hooks.slack.com/triggers/"],
    of: String.raw`[\w/]`,
    least: 20,
    most: 100,
  }),
  // Stripe, API keys and webhook signing secrets.
  token("stripe-key", {
    prefixes: ["sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_", "whsec_"],
    of: String.raw`[A-Za-z0-9+/=]`,
    least: 16,
    most: 255,
  }),
  // npm, "About access tokens": 36 characters with a checksum.
  token("npm-token", { prefixes: ["npm_"], of: ALNUM, least: 36 }),
  // PyPI, API tokens: a macaroon in base64, which begins with the location "pypi.org" or "test.pypi.org".
  token("pypi-token", {
    prefixes: ["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"],
    of: WORD,
    least: 40,
    most: 1000,
  }),
  // RubyGems, API keys: 48 hexadecimal digits.
  token("rubygems-key", { prefixes: ["rubygems_"], of: HEX, least: 48 }),
  // Google Cloud, API keys: 39 characters in all.
  token("google-api-key", { prefixes: ["AIza"], of: WORD, least: 35 }),
  // Google, OAuth 2.0: access tokens and client secrets.
  token("google-oauth-token", { prefixes: ["ya29."], of: WORD, least: 20, most: 2048 }),
  token("google-client-secret", { prefixes: ["GOCSPX-"], of: WORD, least: 28 }),
  // Azure, storage account keys in connection strings: 64 bytes in base64.
  token("azure-storage-key", { prefixes: ["AccountKey="], of: "[A-Za-z0-9+/=]", least: 44, most: 88 }),
  // Azure, shared access signatures: the "sig" of a URL.
  token("azure-signature", { prefixes: ["sig="], of: "[A-Za-z0-9%]", least: 43, most: 200 }),
  // Vault, tokens since 1.10: service, batch and recovery.
  token("vault-token", { prefixes: ["hvs.", "hvb.", "hvr."], of: WORD, least: 20, most: 1000 }),
  // OpenAI, API keys: of projects, service accounts, administrators.
  token("openai-key", { prefixes: ["sk-proj-", "sk-svcacct-", "sk-admin-"], of: WORD, least: 40, most: 300 }),
  // Anthropic, API keys.
  token("anthropic-key", { prefixes: ["sk-ant-"], of: WORD, least: 40, most: 300 }),
  // Hugging Face, user access tokens.
  token("hugging-face-token", { prefixes: ["hf_", "api_org_"], of: ALNUM, least: 34, most: 40 }),
  // SendGrid, API keys: an identifier of 22 and a secret of 43 characters.
  token("sendgrid-key", { prefixes: ["SG."], of: String.raw`[\w=.-]`, least: 66, most: 70 }),
  // Twilio, API keys: 32 hexadecimal digits.
  token("twilio-key", { prefixes: digits("SK"), of: HEX, least: 31 }),
  // Mailgun, private API keys.
  token("mailgun-key", { prefixes: ["key-", "pubkey-"], of: HEX, least: 32 }),
  // DigitalOcean, tokens with prefixes: personal, OAuth, refresh.
  token("digitalocean-token", { prefixes: ["dop_v1_", "doo_v1_", "dor_v1_"], of: HEX, least: 64 }),
  // Shopify, "New format for API secret keys and access tokens".
  token("shopify-token", {
    prefixes: ["shpat_", "shpss_", "shpca_", "shppa_"],
    of: "[a-fA-F0-9]",
    least: 32,
  }),
  // Square, access tokens and OAuth secrets.
  token("square-token", { prefixes: ["sq0atp-", "sq0csp-"], of: WORD, least: 22, most: 60 }),
  // Databricks, personal access tokens.
  token("databricks-token", { prefixes: ["dapi"], of: "[a-f0-9-]", least: 32, most: 36 }),
  // Doppler, tokens: personal, service, CLI, SCIM, audit.
  token("doppler-token", {
    prefixes: ["dp.pt.", "dp.st.", "dp.ct.", "dp.scim.", "dp.audit."],
    of: String.raw`[\w.-]`,
    least: 40,
    most: 100,
  }),
  // Linear, API keys; Notion, integration tokens; Atlassian, API tokens; Docker Hub, access tokens.
  token("linear-key", { prefixes: ["lin_api_"], of: ALNUM, least: 40 }),
  token("notion-token", { prefixes: ["ntn_"], of: ALNUM, least: 43, most: 50 }),
  token("atlassian-token", { prefixes: ["ATATT3"], of: String.raw`[\w=-]`, least: 100, most: 300 }),
  token("docker-token", { prefixes: ["dckr_pat_"], of: WORD, least: 27, most: 40 }),
  // Grafana, service account tokens; New Relic, user keys; Sentry, organization tokens.
  token("grafana-token", { prefixes: ["glsa_", "glc_"], of: String.raw`[\w+/=]`, least: 32, most: 400 }),
  token("grafana-token", { prefixes: ["eyJrIjoi"], of: "[A-Za-z0-9+/=]", least: 70, most: 400 }),
  token("new-relic-key", { prefixes: ["NRAK-"], of: ALNUM, least: 27 }),
  token("new-relic-key", { prefixes: ["NRII-"], of: "[A-Za-z0-9-]", least: 32 }),
  token("new-relic-key", { prefixes: ["NRJS-"], of: HEX, least: 19 }),
  token("sentry-token", { prefixes: ["sntrys_", "sntryu_"], of: String.raw`[\w+/=-]`, least: 40, most: 400 }),
  // age, identities: Bech32, in upper case.
  token("age-key", { prefixes: ["AGE-SECRET-KEY-1"], of: "[A-Z0-9]", least: 58 }),
  // Supabase, PlanetScale, Pulumi, Fly: as their documentation shows them.
  token("supabase-key", { prefixes: ["sbp_", "sb_secret_"], of: WORD, least: 30, most: 80 }),
  token("planetscale-token", {
    prefixes: ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"],
    of: String.raw`[\w=.-]`,
    least: 32,
    most: 64,
  }),
  token("pulumi-token", { prefixes: ["pul-"], of: HEX, least: 40 }),
  token("fly-token", {
    prefixes: ["fo1_", "fm1r_", "fm1a_", "fm2_"],
    of: String.raw`[\w+/=,-]`,
    least: 40,
    most: 2000,
  }),
];
