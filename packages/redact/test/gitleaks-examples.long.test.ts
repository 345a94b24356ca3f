// The known formats beside gitleaks' own rules, by the examples of these, of the issuers that both name.
import { expect, test } from "vitest";

import { gitleaksExamples } from "../../../scripts/servers.ts";
import { secretFinder } from "../src/index.ts";

/** Of gitleaks' rules, those of an issuer that the known formats name. */
const ISSUERS = /^(?:age|anthropic|atlassian|aws|azure|databricks|digitalocean|doppler|flyio|gcp|github|gitlab|grafana|huggingface|jwt|linear|mailgun|new-relic|notion|npm|openai|planetscale|private-key|pulumi|pypi|rubygems|sendgrid|sentry|shopify|slack|square|stripe|twilio|vault)-?(?:$|-|(?<=jwt|private-key))/; // prettier-ignore
/** Of others, those with a prefix of their own. */
const PREFIXED: ReadonlySet<string> = new Set(
  (
    "1password-service-account-token alibaba-access-key-id artifactory-api-key clojars-api-token cloudflare-origin-ca-key " +
    "defined-networking-api-token duffel-api-token dynatrace-api-token easypost-api-token easypost-test-api-token " +
    "flutterwave-secret-key frameio-api-token heroku-api-key-v2 infracost-api-token microsoft-teams-webhook octopus-deploy-api-key " +
    "openshift-user-token perplexity-api-key plaid-api-token postman-api-token prefect-api-token readme-api-token scalingo-api-token " +
    "sendinblue-api-token settlemint-application-access-token settlemint-personal-access-token settlemint-service-access-token " +
    "shippo-api-token sourcegraph-access-token typeform-api-token yandex-api-key"
  ).split(" "),
);

/** What is found only in part, or not, and why. */
const NOT_ALL: Readonly<Record<string, string>> = {
  "atlassian-api-token": "the older ones have no form of their own: gitleaks goes by the name beside them",
  "azure-ad-client-secret": "what tells them is in their middle",
  "gitlab-session-cookie": "a session, and no token of GitLab's",
  jwt: "the examples are no JSON in base64, as a JWT is",
  "jwt-base64": "a JWT in base64 is found where it is loaded",
  "linear-client-secret": "hexadecimal digits by the name beside them",
  "mailgun-signing-key": "hexadecimal digits by the name beside them",
  "new-relic-user-api-id": "letters and digits by the name beside them",
  "openai-api-key": "the keys of before 2024",
  "sentry-access-token": "hexadecimal digits by the name beside them",
  "sourcegraph-access-token": "the one that is hexadecimal digits alone",
  "square-access-token": "of the two forms the one that Square makes no more",
  "vault-service-token": "the tokens of before 1.10",
};

test("the known formats find what gitleaks' rules find", { timeout: 900_000 }, async () => {
  const { find } = secretFinder([], { knownFormats: true });
  const rules = Map.groupBy(await gitleaksExamples(), ({ rule }) => rule);
  const counts = [...rules].map(([rule, examples]) => {
    const found = examples.filter(({ text }) => find(Buffer.from(text)).length > 0).length;
    return { rule, found, all: examples.length, isNamed: ISSUERS.test(rule) || PREFIXED.has(rule) };
  });
  const named = counts.filter(({ isNamed }) => isNamed);
  const partly = counts.filter(({ found, all }) => found < all);
  for (const { rule, found, all } of partly)
    process.stdout.write(`${found} of ${all} ${rule} ${NOT_ALL[rule] ?? ""}\n`);
  expect(counts.length).toBeGreaterThan(200);
  expect(named.length).toBeGreaterThan(100);
  expect([...PREFIXED].filter((rule) => !rules.has(rule))).toEqual([]);
  expect(new Set(named.filter(({ found, all }) => found < all).map(({ rule }) => rule))).toEqual(
    new Set(Object.keys(NOT_ALL)),
  );
});
