import { describe, expect, test } from "vitest";

import { before, leftOut, type Step } from "./before.ts";
import { type Bindings, difference, fill } from "./placeholders.ts";
import { CREDENTIALS, type FakeSecretsManager, fakeSecretsManager } from "./server.ts";
import { type Body, type Exchange, transcript } from "./transcript.ts";

const exchanges = transcript();
if (exchanges.length === 0)
  process.stdout.write("The fake of AWS is not held against transcripts: ../shared/transcripts isn't here\n");

/** Exchanges of one scenario share a secret; any other stands alone. */
const scenarios = new Map<string, Exchange[]>();
for (const exchange of exchanges) {
  if (Object.hasOwn(leftOut, exchange.name)) continue;
  const key = exchange.scenario ?? exchange.name;
  scenarios.set(key, [...(scenarios.get(key) ?? []), exchange]);
}

describe.skipIf(exchanges.length === 0)("the fake answers as AWS has answered", () => {
  test.each([...scenarios])("%s", async (_, together) => {
    await using fake = await fakeSecretsManager();
    const bindings: Bindings = new Map([
      ["<partition>", "aws"],
      ["<region>", "eu-west-1"],
    ]);
    const differences: string[] = [];
    for (const exchange of together) differences.push(...(await replay(fake, exchange, bindings)));
    expect(differences).toEqual([]);
  });

  test("and no exchange is left out but those with a reason", () => {
    const names = new Set(exchanges.map(({ name }) => name));
    expect(Object.keys({ ...leftOut, ...before }).filter((name) => !names.has(name))).toEqual([]);
    expect(exchanges.length - Object.keys(leftOut).length).toBeGreaterThanOrEqual(76);
  });
});

test("a difference from a recording is seen", () => {
  const same = (expected: unknown, actual: unknown) =>
    difference(expected, actual, new Map(), { exact: true }) ?? "none";
  expect(same({ a: "x<1>", b: ["<1>", "z"] }, { a: "xy", b: ["z", "y"] })).toBe("none");
  expect(same({ a: "<1>", b: "<1>" }, { a: "x", b: "y" })).toContain("answer.b");
  expect(same({ a: [] }, { a: ["x"] })).toContain("besides");
  expect(same({ a: ["x"] }, { a: [] })).toContain("lacks");
  expect(same({}, { a: 1 })).toContain("has a besides");
  expect(same({ at: "datetime" }, { at: "today" })).toContain("no time");
});

/** Where the fake's answer differs from AWS's. */
async function replay(fake: FakeSecretsManager, exchange: Exchange, bindings: Bindings): Promise<string[]> {
  for (const step of before[exchange.name] ?? []) await prepare(fake, step, bindings);
  const { request, response, form } = exchange;
  const body = form === "wire" ? request.body : withToken(request.operation, request.body);
  const sent = await send(fake, request.operation, fill(body, bindings), bindings);
  // What was only reported or asserted says nothing of the members that it doesn't name.
  const exact = exchange.kind === "recorded" && !exchange.note?.includes("asserted");
  const expected = { status: response.status, body: onWire(response.body) };
  const found = difference(expected, sent, bindings, { exact });
  return found === undefined ? [] : [`${exchange.name}: ${found}`];
}

async function prepare(fake: FakeSecretsManager, step: Step, bindings: Bindings): Promise<void> {
  if (typeof step === "function") return step(fake);
  const [operation, body, answer = {}] = step;
  const sent = await send(fake, operation, fill(withToken(operation, body), bindings), bindings);
  const failure = difference({ status: 200, body: answer }, sent, bindings, { exact: false });
  if (failure !== undefined) throw new Error(`${operation}, before the exchange: ${failure}`);
}

/** Every SDK adds one of its own. */
function withToken(operation: string, body: Body): Body {
  const takesOne = ["CreateSecret", "PutSecretValue", "UpdateSecret"].includes(operation);
  return takesOne ? { ClientRequestToken: crypto.randomUUID(), ...body } : body;
}

/** An SDK parses `__type` and `Message` to an Error. */
function onWire(body: Body): Body {
  const error = body["Error"] as { Code: string; Message: string } | undefined;
  return error ? { __type: error.Code, Message: error.Message } : body;
}

async function send(fake: FakeSecretsManager, operation: string, body: unknown, bindings: Bindings) {
  const response = await fetch(fake.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `secretsmanager.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20260101/eu-west-1/secretsmanager/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Body;
  const arn = answer["ARN"];
  if (typeof arn === "string" && !bindings.has("<arn>")) bindings.set("<arn>", arn);
  return { status: response.status, body: answer };
}
