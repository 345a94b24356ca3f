import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { inspect } from "node:util";

import { getOutcome, type SourceError } from "@confide/core/adapter";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { type Certificate, selfSigned } from "../../../scripts/servers/certificate.ts";
import { context } from "../test/fixture.ts";
import { hashicorpVault, type HashicorpVaultOptions, tokenAuth } from "./index.ts";

const TOKEN = "s.canary-token-90be";
const VALUE = "canary-value-7d1f";
const ours = selfSigned();
const theirs = selfSigned("another authority");

let folder = "";
const cleanups: (() => void)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "confide-trust-"));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const clean of cleanups.splice(0)) clean();
});

const VARIABLES = [
  "VAULT_CACERT",
  "VAULT_CACERT_BYTES",
  "VAULT_CAPATH",
  "VAULT_CLIENT_CERT",
  "VAULT_CLIENT_KEY",
  "VAULT_SKIP_VERIFY",
  "VAULT_TLS_SERVER_NAME",
];

/** A Vault of one secret with a certificate of its own, and what it saw of each request. */
async function vaultOverTls(options: ServerOptions = {}, { key, cert }: Certificate = ours) {
  const seen: { token: unknown; host: unknown; connection: TLSSocket }[] = [];
  const server = createServer({ key, cert, ...options }, (request, response) => {
    const connection = request.socket as TLSSocket;
    seen.push({ token: request.headers["x-vault-token"], host: connection.servername, connection });
    response.end(JSON.stringify({ data: { data: { a: VALUE }, metadata: { version: 1 } } }));
  }).listen(0, "127.0.0.1");
  cleanups.push(() => server.close().closeAllConnections());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { address: `https://localhost:${port}`, byNumber: `https://127.0.0.1:${port}`, seen };
}

function storeAt(address: string, more: HashicorpVaultOptions = {}) {
  return hashicorpVault({ address, auth: tokenAuth(TOKEN), kvVersion: 2, ...more });
}

async function valueAt(address: string, more?: HashicorpVaultOptions): Promise<unknown> {
  return (await storeAt(address, more).get({ name: "app" }, context())).value.reveal();
}

async function errorAt(address: string, more?: HashicorpVaultOptions): Promise<SourceError> {
  const { error } = await getOutcome(storeAt(address, more), { name: "app" }, context());
  if (!error) throw new Error("the read did not fail");
  const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
  expect(shown).not.toMatch(/canary|PRIVATE KEY/);
  return error;
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("a certificate of a private authority is trusted", () => {
  test.each<[string, () => HashicorpVaultOptions | undefined]>([
    ["by the option ca", () => ({ ca: ours.cert })],
    ["by a ca of several certificates", () => ({ ca: theirs.cert + ours.cert })],
    ["by VAULT_CACERT", () => void vi.stubEnv("VAULT_CACERT", file("ca.pem", ours.cert))],
    ["by VAULT_CACERT_BYTES", () => void vi.stubEnv("VAULT_CACERT_BYTES", ours.cert)],
    [
      "by VAULT_CAPATH, also as Kubernetes mounts it",
      () => {
        file("a.pem", theirs.cert);
        mkdirSync(join(folder, "..2026"));
        file("..2026/b.pem", ours.cert);
        symlinkSync("..2026", join(folder, "..data"));
        symlinkSync("..data/b.pem", join(folder, "b.pem"));
        vi.stubEnv("VAULT_CAPATH", folder);
      },
    ],
    [
      "by VAULT_CACERT before the others",
      () => {
        vi.stubEnv("VAULT_CACERT", file("ca.pem", ours.cert));
        vi.stubEnv("VAULT_CACERT_BYTES", theirs.cert);
        vi.stubEnv("VAULT_CAPATH", join(folder, "nowhere"));
      },
    ],
    [
      "by the option ca before the environment",
      () => {
        vi.stubEnv("VAULT_CACERT", file("ca.pem", theirs.cert));
        return { ca: ours.cert };
      },
    ],
  ])("%s", async (_, given) => {
    const { address, seen } = await vaultOverTls();
    expect(await valueAt(address, given())).toContain(VALUE);
    expect(seen.map(({ token }) => token)).toEqual([TOKEN]);
  });

  test("a variable that is set later is found by the next read", async () => {
    const { address } = await vaultOverTls();
    const store = storeAt(address);
    vi.stubEnv("VAULT_CACERT", join(folder, "ca.pem"));
    await expect(store.get({ name: "app" }, context())).rejects.toThrow("VAULT_CACERT");
    file("ca.pem", ours.cert);
    expect((await store.get({ name: "app" }, context())).value.reveal()).toContain(VALUE);
  });

  test("connections are kept and used again", async () => {
    const { address, seen } = await vaultOverTls();
    const store = storeAt(address, { ca: ours.cert });
    for (let read = 0; read < 3; read++) await store.get({ name: "app" }, context());
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map(({ connection }) => connection)).size).toBe(1);
  });
});

describe("a certificate that isn't trusted", () => {
  const untrusted =
    /^failed in vault: secret\/data\/app: its certificate is of an authority that this machine doesn't trust/;

  test("gets no token, and the error says what to do", async () => {
    const { address, seen } = await vaultOverTls();
    expect(await errorAt(address)).toMatchObject({
      reason: "unknown",
      message: expect.stringMatching(untrusted) as string,
      fix: "set VAULT_CACERT to the file of your organisation's authority",
    });
    expect(seen).toEqual([]);
  });

  test.each<[string, () => HashicorpVaultOptions | undefined]>([
    ["the option ca", () => ({ ca: theirs.cert })],
    ["VAULT_CACERT", () => void vi.stubEnv("VAULT_CACERT", file("ca.pem", theirs.cert))],
    ["VAULT_CACERT_BYTES", () => void vi.stubEnv("VAULT_CACERT_BYTES", theirs.cert)],
    ["VAULT_CAPATH", () => void vi.stubEnv("VAULT_CAPATH", (file("a.pem", theirs.cert), folder))],
  ])("of another authority than %s holds is told so", async (where, given) => {
    const { address, seen } = await vaultOverTls();
    expect(await errorAt(address, given())).toMatchObject({
      reason: "unknown",
      message: expect.stringMatching(untrusted) as string,
      fix: `add the authority of Vault's certificate to ${where}: only what it holds is trusted`,
    });
    expect(seen).toEqual([]);
  });

  test.each(["1", "true", "false"])("VAULT_SKIP_VERIFY=%s changes nothing but the advice", async (skip) => {
    vi.stubEnv("VAULT_SKIP_VERIFY", skip);
    const { address, seen } = await vaultOverTls();
    expect((await errorAt(address)).fix).toBe(
      "set VAULT_CACERT to the file of your organisation's authority; VAULT_SKIP_VERIFY is ignored, as anybody could then take the token",
    );
    expect(seen).toEqual([]);
  });

  test("is the business of the option fetch, where there is one", async () => {
    const { address } = await vaultOverTls();
    vi.stubEnv("VAULT_CACERT", file("ca.pem", ours.cert));
    const error = await errorAt(address, { fetch: globalThis.fetch });
    expect(error.fix).toBe(
      "trust the file of your organisation's authority in the option fetch, or set NODE_EXTRA_CA_CERTS to it",
    );
  });
});

describe("what can't be used is refused before any call", () => {
  const notThere = () => join(folder, "canary-nowhere.pem");
  test.each<[string, () => HashicorpVaultOptions | undefined, string]>([
    ["no file", () => void vi.stubEnv("VAULT_CACERT", notThere()), "VAULT_CACERT names a file that isn't there"],
    ["a folder", () => void vi.stubEnv("VAULT_CACERT", folder), "the file that VAULT_CACERT names can't be read"],
    ["no folder", () => void vi.stubEnv("VAULT_CAPATH", notThere()), "the folder that VAULT_CAPATH names can't be read"],
    ["an empty folder", () => void vi.stubEnv("VAULT_CAPATH", folder), "VAULT_CAPATH holds no certificate (PEM)"],
    ["an empty file", () => void vi.stubEnv("VAULT_CACERT", file("a", "")), "VAULT_CACERT holds no certificate (PEM)"],
    ["no PEM", () => void vi.stubEnv("VAULT_CACERT_BYTES", "canary"), "VAULT_CACERT_BYTES holds no certificate (PEM)"],
    ["an option that is no PEM", () => ({ ca: "canary" }), "the option ca holds no certificate (PEM)"],
    ["PEM of something else", () => ({ ca: "-----BEGIN CERTIFICATE-----\nY2FuYXJ5\n-----END CERTIFICATE-----\n" }), "a certificate of the option ca can't be read"],
    ["a ca beside fetch", () => ({ ca: ours.cert, fetch: globalThis.fetch }), "the option ca has no effect beside fetch: take one of them out"],
    ["a certificate without its key", () => void vi.stubEnv("VAULT_CLIENT_CERT", file("a", ours.cert)), "VAULT_CLIENT_CERT and VAULT_CLIENT_KEY belong together: only one is set"],
    ["a key without its certificate", () => void vi.stubEnv("VAULT_CLIENT_KEY", file("a", ours.key)), "VAULT_CLIENT_CERT and VAULT_CLIENT_KEY belong together: only one is set"],
  ])("%s", async (_, given, message) => {
    const { address, seen } = await vaultOverTls();
    expect(await errorAt(address, given())).toMatchObject({
      reason: "unknown",
      message: `failed in vault: ${message}`,
    });
    expect(seen).toEqual([]);
  }); // prettier-ignore

  test("a key of another certificate", async () => {
    const { address, seen } = await vaultOverTls();
    vi.stubEnv("VAULT_CLIENT_CERT", file("client.pem", ours.cert));
    vi.stubEnv("VAULT_CLIENT_KEY", file("client.key", theirs.key));
    expect((await errorAt(address)).message).toContain(
      "VAULT_CLIENT_CERT and VAULT_CLIENT_KEY can't be used",
    );
    expect(seen).toEqual([]);
  });

  test("but not where the address is without TLS", async () => {
    vi.stubEnv("VAULT_CACERT", join(folder, "nowhere"));
    const { address } = await vaultOverTls();
    const error = await errorAt(address.replace("https:", "http:"));
    expect(error.reason).toBe("unavailable");
    expect(error.message).not.toContain("VAULT_CACERT");
  });
});

test("a certificate of the client's own is shown to a Vault that asks for it", async () => {
  const { address, seen } = await vaultOverTls({ requestCert: true, ca: theirs.cert });
  vi.stubEnv("VAULT_CACERT", file("ca.pem", ours.cert));
  expect((await errorAt(address)).reason).toBe("unavailable");
  vi.stubEnv("VAULT_CLIENT_CERT", file("client.pem", theirs.cert));
  vi.stubEnv("VAULT_CLIENT_KEY", file("client.key", theirs.key));
  expect(await valueAt(address)).toContain(VALUE);
  expect(seen).toHaveLength(1);
});

test("VAULT_TLS_SERVER_NAME is the name that is asked for, and that the certificate must have", async () => {
  const { byNumber, seen } = await vaultOverTls();
  vi.stubEnv("VAULT_CACERT", file("ca.pem", ours.cert));
  vi.stubEnv("VAULT_TLS_SERVER_NAME", "localhost");
  expect(await valueAt(byNumber)).toContain(VALUE);
  expect(seen.map(({ host }) => host)).toEqual(["localhost"]);
  vi.stubEnv("VAULT_TLS_SERVER_NAME", "vault.example");
  expect((await errorAt(byNumber)).message).toContain("its certificate is of another host");
});
