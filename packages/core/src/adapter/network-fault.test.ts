import { createServer } from "node:https";
import { createServer as createPlainServer } from "node:http";
import type { AddressInfo, Server } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { selfSigned } from "../../../../scripts/servers/certificate.ts";
import { networkFault } from "./network-fault.ts";

async function portOf(server: Server): Promise<number> {
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return (server.address() as AddressInfo).port;
}

/** At which something has listened, and nothing does. */
async function closedPort(): Promise<number> {
  const server = createPlainServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const failureAt = async (url: string) =>
  fetch(url).then(
    () => undefined,
    (error: unknown) => error,
  );

test("a private certificate is named, and trying again is of no use", async () => {
  const port = await portOf(createServer(selfSigned(), (_, response) => response.end()));
  expect(networkFault(await failureAt(`https://localhost:${port}`))).toEqual({
    code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    detail: "its certificate is of an authority that this machine doesn't trust",
    fix: "set NODE_EXTRA_CA_CERTS to the file of your organisation's authority",
    mayPass: false,
  });
});

test("so is what speaks no TLS, a host that isn't there, and a port at which nothing listens", async () => {
  const port = await portOf(createPlainServer());
  const plain = networkFault(await failureAt(`https://127.0.0.1:${port}`));
  expect(plain).toMatchObject({ detail: "what answers there doesn't speak TLS", mayPass: false });
  expect(networkFault(await failureAt("http://nowhere.invalid"))).toMatchObject({
    detail: "there is no host of that name",
    mayPass: true,
  });
  const closed = await closedPort();
  expect(networkFault(await failureAt(`http://127.0.0.1:${closed}`))).toMatchObject({
    code: "ECONNREFUSED",
    detail: "nothing listens at that address",
  });
});

test.each([
  ["self-signed certificate in certificate chain", "SELF_SIGNED_CERT_IN_CHAIN"],
  [
    "14 UNAVAILABLE: No connection established. Last error: unable to verify the first certificate",
    "SELF_SIGNED_CERT_IN_CHAIN",
  ],
  ["unable to get local issuer certificate", "SELF_SIGNED_CERT_IN_CHAIN"],
  ["certificate has expired", "CERT_HAS_EXPIRED"],
  ["Hostname/IP does not match certificate's altnames: …", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["14 UNAVAILABLE: Name resolution failed for target dns:x.invalid:443", "ENOTFOUND"],
])("a client that keeps no code is known by Node's words: %s", (message, code) => {
  expect(networkFault(new Error(message))?.code).toBe(code);
  expect(networkFault({ cause: { cause: new Error(message) } })?.code).toBe(code);
});

test("anything else is none of its business", () => {
  const endless: { cause?: unknown } = {};
  endless.cause = endless;
  for (const other of [
    undefined,
    null,
    "ENOTFOUND",
    new Error("no"),
    { code: 14 },
    { code: "ECONNRESET" },
    endless,
  ])
    expect(networkFault(other)).toBeUndefined();
});

test("an error with getters that throw, or in a circle of causes, is none that is known", () => {
  const refuse = (): never => {
    throw new Error("no");
  };
  const hostile = Object.defineProperties(
    {},
    { code: { get: refuse }, message: { get: refuse }, cause: { get: refuse } },
  );
  expect(networkFault(hostile)).toBeUndefined();
  const circle: { cause?: object } = {};
  circle.cause = { cause: circle };
  expect(networkFault(circle)).toBeUndefined();
});
