import { describe, expect, test } from "vitest";

import { redactor } from "../redactor.ts";

const { redact } = redactor([], { knownFormats: true });

/** Every prefix that an issuer writes, and what is behind it at least: so many of one unit. */
const PREFIXES: readonly (readonly [name: string, prefixes: string, unit: string, least: number])[] = [
  ["aws-access-key", "AKIA ASIA ABIA ACCA", "Q", 16],
  ["aws-bedrock-key", "ABSKQmVkcm9ja0FQSUtleS", "+", 80],
  ["aws-bedrock-key", "bedrock-api-key-", "Y", 28],
  ["github-token", "ghp_ gho_ ghu_ ghs_ ghr_", "x", 36],
  ["github-token", "github_pat_", "_", 82],
  [
    "gitlab-token",
    "glpat- gldt- glrt- glcbt- glptt- glft- glagent- glsoat- glimt- glffct- gloas- GR1348941",
    "x",
    20,
  ],
  ["slack-token", "xoxb- xoxp- xoxa- xoxr- xoxs- xoxe- xoxe. xoxo- xapp-", "1", 10],
  [
    "slack-webhook",
    "hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/",
    "/",
    20,
  ],
  ["stripe-key", "sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_ whsec_", "+", 16],
  ["npm-token", "npm_", "x", 36],
  ["pypi-token", "pypi-AgEIcHlwaS5vcmc pypi-AgENdGVzdC5weXBpLm9yZw", "-", 40],
  ["rubygems-key", "rubygems_", "a", 48],
  ["google-api-key", "AIza", "-", 35],
  ["google-oauth-token", "ya29.", "-", 20],
  ["google-client-secret", "GOCSPX-", "_", 28],
  ["azure-storage-key", "AccountKey=", "+", 44],
  ["azure-signature", "sig=", "%", 43],
  ["vault-token", "hvs. hvb. hvr.", "-", 20],
  ["openai-key", "sk-proj- sk-svcacct- sk-admin-", "-", 40],
  ["anthropic-key", "sk-ant-", "-", 40],
  ["hugging-face-token", "hf_ api_org_", "x", 34],
  ["sendgrid-key", "SG.", "x", 66],
  ["twilio-key", Array.from("0123456789abcdef", (digit) => `SK${digit}`).join(" "), "a", 31],
  ["mailgun-key", "key- pubkey-", "a", 32],
  ["digitalocean-token", "dop_v1_ doo_v1_ dor_v1_", "a", 64],
  ["shopify-token", "shpat_ shpss_ shpca_ shppa_", "A", 32],
  ["square-token", "sq0atp- sq0csp-", "-", 22],
  ["databricks-token", "dapi", "-", 32],
  ["doppler-token", "dp.pt. dp.st. dp.ct. dp.scim. dp.audit.", ".", 40],
  ["linear-key", "lin_api_", "x", 40],
  ["notion-token", "ntn_", "x", 43],
  ["atlassian-token", "ATATT3", "=", 100],
  ["docker-token", "dckr_pat_", "-", 27],
  ["grafana-token", "glsa_ glc_", "+", 32],
  ["grafana-token", "eyJrIjoi", "x", 70],
  ["new-relic-key", "NRAK-", "9", 27],
  ["new-relic-key", "NRII-", "-", 32],
  ["new-relic-key", "NRJS-", "a", 19],
  ["sentry-token", "sntrys_ sntryu_", "=", 40],
  ["age-key", "AGE-SECRET-KEY-1", "9", 58],
  ["supabase-key", "sbp_ sb_secret_", "-", 30],
  ["planetscale-token", "pscale_tkn_ pscale_pw_ pscale_oauth_", ".", 32],
  ["pulumi-token", "pul-", "a", 40],
  ["fly-token", "fo1_ fm1r_ fm1a_ fm2_", ",", 40],
];

const rows = PREFIXES.flatMap(([name, prefixes, unit, least]) =>
  prefixes.split(" ").map((prefix) => ({ name, prefix, unit, least })),
);

test.each(rows)("a $name begins with $prefix", ({ name, prefix, unit, least }) => {
  const written = (count: number) => `at ${prefix}${unit.repeat(count)}! end`;
  expect(redact(written(least))).toBe(`at [redacted ${name}]! end`);
  expect(redact(written(least - 1))).toBe(written(least - 1));
});

describe("a token is found up to its longest", () => {
  test.each([
    ["azure-storage-key", "AccountKey=", "x", 88],
    ["azure-signature", "sig=", "x", 200],
    ["twilio-key", "SK0", "a", 31],
    ["mailgun-key", "key-", "a", 32],
    ["digitalocean-token", "doo_v1_", "a", 64],
    ["grafana-token", "glc_", "x", 400],
    ["supabase-key", "sb_secret_", "x", 80],
  ])("%s, %s", (name, prefix, unit, most) => {
    expect(redact(`at ${prefix}${unit.repeat(most + 1)} end`)).toBe(`at [redacted ${name}]${unit} end`);
  });
});
