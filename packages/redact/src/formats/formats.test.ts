import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { redactor } from "../index.ts";

const { redact, chunks: pieces } = redactor([], { knownFormats: true });
const x = (count: number, of = "x7Kq") => of.repeat(count).slice(0, count);

// Made up, in their issuers' forms.
const TOKENS: readonly (readonly [string, string])[] = [
  ["aws-access-key", `AKIA${x(16, "Q7ZX")}`],
  ["github-token", `ghp_${x(36)}`],
  ["github-token", `github_pat_${x(82)}`],
  ["gitlab-token", `glpat-${x(20)}`],
  ["slack-token", `xoxb-${x(12, "123456")}-${x(24)}`],
  ["slack-webhook", `hooks.slack.com/services/${x(9)}/${x(9)}/${x(24)}`],
  ["stripe-key", `sk_live_${x(24)}`],
  ["stripe-key", `whsec_${x(32)}`],
  ["npm-token", `npm_${x(36)}`],
  ["pypi-token", `pypi-AgEIcHlwaS5vcmc${x(60)}`],
  ["rubygems-key", `rubygems_${x(48, "a1b2")}`],
  ["google-api-key", `AIza${x(35)}`],
  ["google-oauth-token", `ya29.${x(60)}`],
  ["google-client-secret", `GOCSPX-${x(28)}`],
  ["azure-storage-key", `AccountKey=${x(86)}==`],
  ["azure-signature", `sig=${x(40)}%2B${x(3)}`],
  ["vault-token", `hvs.${x(90)}`],
  ["openai-key", `sk-proj-${x(60)}`],
  ["anthropic-key", `sk-ant-api03-${x(60)}`],
  ["hugging-face-token", `hf_${x(34)}`],
  ["sendgrid-key", `SG.${x(22)}.${x(43)}`],
  ["twilio-key", `SK${x(32, "0a1b")}`],
  ["mailgun-key", `key-${x(32, "0a1b")}`],
  ["digitalocean-token", `dop_v1_${x(64, "0a1b")}`],
  ["shopify-token", `shpat_${x(32, "0a1b")}`],
  ["square-token", `sq0atp-${x(22)}`],
  ["databricks-token", `dapi${x(32, "0a1b")}`],
  ["doppler-token", `dp.pt.${x(43)}`],
  ["linear-key", `lin_api_${x(40)}`],
  ["notion-token", `ntn_${x(46)}`],
  ["atlassian-token", `ATATT3${x(180)}`],
  ["docker-token", `dckr_pat_${x(27)}`],
  ["grafana-token", `glsa_${x(32)}_${x(8)}`],
  ["new-relic-key", `NRAK-${x(27, "A1B2")}`],
  ["sentry-token", `sntrys_${x(80)}`],
  ["age-key", `AGE-SECRET-KEY-1${x(58, "Q7ZX")}`],
  ["supabase-key", `sbp_${x(40)}`],
  ["planetscale-token", `pscale_tkn_${x(43)}`],
  ["pulumi-token", `pul-${x(40, "0a1b")}`],
  ["fly-token", `fo1_${x(43)}`],
  ["1password-token", `ops_eyJ${x(200)}`],
  ["alibaba-access-key", `LTAI${x(20)}`],
  ["cloudflare-origin-key", `v1.0-${x(24, "0a1b")}-${x(146, "0a1b")}`],
  ["discord-webhook", `discord.com/api/webhooks/${x(18, "1234")}/${x(68)}`],
  ["dynatrace-token", `dt0c01.${x(24, "Q7ZX")}.${x(64, "Q7ZX")}`],
  [
    "plaid-token",
    `access-production-${x(8, "0a1b")}-${x(4, "0a1b")}-${x(4, "0a1b")}-${x(4, "0a1b")}-${x(12, "0a1b")}`,
  ],
  ["postman-key", `PMAK-${x(24, "0a1b")}-${x(34, "0a1b")}`],
  ["sonar-token", `squ_${x(40, "0a1b")}`],
  ["nuget-key", `oy2${x(43, "a1b2")}`],
  ["jwt", `eyJ${x(17)}.eyJ${x(40)}.${x(43)}`],
  ["private-key", `-----BEGIN RSA PRIVATE KEY-----\n${x(64)}\n${x(64)}\n-----END RSA PRIVATE KEY-----`],
  ["private-key", `-----BEGIN PRIVATE KEY-----\\n${x(64)}\\n-----END PRIVATE KEY-----\\n`.slice(0, -2)],
];

describe.each(TOKENS)("%s", (name, token) => {
  test.each([
    `at ${token} end`,
    `{"a":"${token}"}`,
    String.raw`line\n${token}\nline`,
    `(${token})`,
    `%20${token}`,
  ])("is found in another text", (text) => {
    expect(redact(text)).toBe(text.replace(token, () => `[redacted ${name}]`));
  });

  test("is found in pieces", () => {
    const text = `at ${token} end\n`;
    for (let cut = 0; cut <= text.length; cut++) {
      const { push, end } = pieces();
      const out = [push(text.slice(0, cut)), push(text.slice(cut)), end()].join("");
      expect(out).toBe(`at [redacted ${name}] end\n`);
    }
  });
});

test.each([
  ["DB_PASSWORD=hunter-2 next", "DB_PASSWORD=[redacted value] next"],
  ['{"clientSecret":"a \\"quoted\\" one","n":1}', '{"clientSecret":"[redacted value]","n":1}'],
  [String.raw`"{\"apiKey\":\"abcdef\",\"n\":1}"`, String.raw`"{\"apiKey\":\"[redacted value]\",\"n\":1}"`],
  ["token: 'it is quoted', more", "token: '[redacted value]', more"],
  ["GET /?access_token=abc123&page=2", "GET /?access_token=[redacted value]&page=2"],
  ["passwd => hunter2", "passwd => [redacted value]"],
  ["pwd=hunter2;", "pwd=[redacted value];"],
  ["Authorization: Bearer abc.def", "Authorization: Bearer [redacted authorization]"],
  ['{"authorization":"Basic dXNlcjpw"}', '{"authorization":"Basic [redacted authorization]"}'],
  ["sent Bearer abcdefghijkl-1234567890", "sent Bearer [redacted bearer-token]"],
  ["Set-Cookie: sid=abcdef; Path=/", "Set-Cookie: [redacted cookie]"],
  ["postgres://app:hunter2@db/app", "postgres://app:[redacted url-password]@db/app"],
  ["redis://:hunter2@cache:6379", "redis://:[redacted url-password]@cache:6379"],
])("%s", (text, expected) => {
  expect(redact(text)).toBe(expected);
  for (let cut = 0; cut <= text.length; cut++) {
    const { push, end } = pieces();
    expect([push(text.slice(0, cut)), push(text.slice(cut)), end()].join("")).toBe(expected);
  }
});

test.each([
  "tokens: 512, token_count=3, maxTokens=4096", "password_reset=true", "password: null, secret: undefined, token: ***",
  "the secret of good code; a password is required", "bearer tokens are described there", "https://example.com:8080/a@b",
  "see key-value stores, hf_hub, npm_config_registry=x, AKIAB", "eyJ is how it begins", "----------", "SKU 12345678",
  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----", 'password=${PASSWORD} token=<token> "secret":"[redacted value]"',
  "the token ring; tokenize(password)", "http://[::1]:3000/", "commit 3f786850e387550fdab836ed7e6dc881de23001b",
  "550e8400-e29b-41d4-a716-446655440000", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
])("nothing is taken out of: %s", (text) => {
  expect(redact(text)).toBe(text);
}); // prettier-ignore

describe("what the four expressions of guides find", () => {
  const names = ["password", "PASSWD", "db_pwd", "api_key", "apikey", "API-Key", "my_token", "client_secret"];
  const values = ["hunter2", "x", "pw", "1234", "a+b/c==", "hun.ter-2", "p@ss:w0rd", "{curly", "pa>ss)wo]rd", "k".repeat(9000)];
  const marks = ["=", ":", " = ", ": ", "          :  ", " :          ", "=\n    ", '":"', "' = '"];
  const guide = /(?:password|passwd|pwd|api[_-]?key|token|secret)["']?\s*[:=]\s*["']?([^\s"',}]+)/i;

  test.each(names.flatMap((name) => marks.map((mark) => [name, mark] as const)))("%s%s", (name, mark) => {
    const quote = /["']$/.exec(mark)?.[0] ?? "";
    for (const value of values) {
      const text = `at ${name}${mark}${value}${quote} and more`;
      expect(guide.exec(text)?.[1]).toBe(value);
      expect(redact(text)).toBe(`at ${name}${mark}[redacted value]${quote} and more`);
    }
  });
}); // prettier-ignore

test("in any two pieces nothing shows that the whole text hides", () => {
  const parts = fc.array(fc.oneof(fc.constantFrom(...TOKENS.map(([, token]) => token)), fc.constantFrom(" ", "\n", "a", "=", "password", "-----", '"')), { maxLength: 6 }); // prettier-ignore
  fc.assert(
    fc.property(parts, fc.nat(), (list, at) => {
      const text = list.join(" ");
      const cut = at % (text.length + 1);
      const { push, end } = pieces();
      expect([push(text.slice(0, cut)), push(text.slice(cut)), end()].join("")).toBe(redact(text));
    }),
    { numRuns: 1000 },
  );
});

describe("a token is found from its shortest to its longest", () => {
  // Behind the prefix; the longest is left out where it is the shortest too.
  type Bounds = readonly [name: string, prefix: string, unit: string, least: number, most?: number];
  const bounds: readonly Bounds[] = [
    ["aws-access-key", "ASIA", "Q", 16],
    ["github-token", "ghs_", "x", 36, 251],
    ["github-token", "github_pat_", "x", 82],
    ["gitlab-token", "glrt-", "x", 20, 300],
    ["slack-token", "xapp-", "1", 10, 300],
    ["slack-webhook", "hooks.slack.com/services/", "x", 20, 100],
    ["stripe-key", "rk_live_", "x", 16, 255],
    ["npm-token", "npm_", "x", 36],
    ["pypi-token", "pypi-AgENdGVzdC5weXBpLm9yZw", "x", 40, 1000],
    ["rubygems-key", "rubygems_", "a", 48],
    ["google-api-key", "AIza", "x", 35],
    ["google-oauth-token", "ya29.", "x", 20, 2048],
    ["google-client-secret", "GOCSPX-", "x", 28],
    ["vault-token", "hvb.", "x", 20, 1000],
    ["openai-key", "sk-svcacct-", "x", 40, 300],
    ["anthropic-key", "sk-ant-", "x", 40, 300],
    ["hugging-face-token", "hf_", "x", 34, 40],
    ["sendgrid-key", "SG.", "x", 66, 70],
    ["shopify-token", "shpca_", "a", 32],
    ["square-token", "sq0csp-", "x", 22, 60],
    ["databricks-token", "dapi", "a", 32, 36],
    ["doppler-token", "dp.ct.", "x", 40, 100],
    ["linear-key", "lin_api_", "x", 40],
    ["notion-token", "ntn_", "x", 43, 50],
    ["atlassian-token", "ATATT3", "x", 100, 300],
    ["docker-token", "dckr_pat_", "x", 27, 40],
    ["new-relic-key", "NRAK-", "A", 27],
    ["sentry-token", "sntryu_", "x", 40, 400],
    ["age-key", "AGE-SECRET-KEY-1", "Q", 58],
    ["supabase-key", "sbp_", "x", 30, 80],
    ["planetscale-token", "pscale_pw_", "x", 32, 64],
    ["pulumi-token", "pul-", "a", 40],
    ["fly-token", "fm2_", "x", 40, 2000],
  ];

  const rows = bounds.map(([name, prefix, unit, least, most = least]) => ({
    name,
    prefix,
    unit,
    least,
    most,
  }));

  test.each(rows)("$name, $prefix", ({ name, prefix, unit, least, most }) => {
    const written = (count: number) => redact(`key: ${prefix}${unit.repeat(count)} end`);
    expect(written(least)).toBe(`key: [redacted ${name}] end`);
    expect(written(most)).toBe(`key: [redacted ${name}] end`);
    expect(written(least - 1)).toBe(`key: ${prefix}${unit.repeat(least - 1)} end`);
    expect(written(most + 1)).toBe(`key: [redacted ${name}]${unit} end`);
  });

  test.each(rows)("$name, $prefix, in pieces", ({ name, prefix, unit, least, most }) => {
    for (const count of [least, most]) {
      const { push, end } = pieces();
      const text = `key: ${prefix}${unit.repeat(count)} end`;
      const written = [...Array.from(text, (each) => push(each) as string), end() as string].join("");
      expect(written).toBe(`key: [redacted ${name}] end`);
    }
  });
});

describe("near misses of a prefix", () => {
  test.each(TOKENS)("%s: one character is another", (_, token) => {
    const text = `at ~${token.slice(1)} end`;
    expect(redact(text)).toBe(text);
  });

  test.each(TOKENS.filter(([, token]) => token.slice(0, 6).includes(".")))("%s: a dot is no dot", (_, token) => {
    const text = `at ${token.replace(".", "x")} end`;
    expect(redact(text)).toBe(text);
  });
}); // prettier-ignore
