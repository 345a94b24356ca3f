import { readTextFile } from "@confide/core/adapter";

import { failure, KIND } from "./errors.ts";
import type { TlsSettings } from "./node-exchange.ts";

export interface TrustOptions {
  /**
   * The certificates, as PEM, of the authorities that Vault's own may be of. No others are trusted then.
   *
   * @default the file of VAULT_CACERT, else the PEM in VAULT_CACERT_BYTES, else the files in the folder VAULT_CAPATH; where none
   * is set, what this machine trusts
   */
  readonly ca?: string | undefined;
}

/**
 * What Vault's own tools take from the environment for TLS: whom to trust, and what to show. `undefined` where nothing is
 * said.
 */
export async function tlsSettings({ ca }: TrustOptions): Promise<TlsSettings | undefined> {
  const [trusted, client, servername] = [
    await trustedBy(ca),
    await clientPair(),
    variable("VAULT_TLS_SERVER_NAME"),
  ];
  if (!trusted && !client && servername === undefined) return undefined;
  const { createSecureContext } = process.getBuiltinModule("node:tls");
  const shown = { ...(trusted && { ca: trusted }), ...client };
  try {
    return { ...shown, secureContext: createSecureContext(shown), servername };
  } catch (error) {
    throw failure("unknown", `${CLIENT_PAIR} can't be used`, { cause: error });
  }
}

/** What to do where Vault's certificate is of an authority that isn't trusted. */
export function untrustedFix({ ca, fetch }: TrustOptions & { readonly fetch?: unknown }): string {
  if (fetch)
    return "trust the file of your organisation's authority in the option fetch, or set NODE_EXTRA_CA_CERTS to it";
  const from = trustedFrom(ca);
  const fix = from
    ? `add the authority of Vault's certificate to ${from}: only what it holds is trusted`
    : "set VAULT_CACERT to the file of your organisation's authority";
  return variable("VAULT_SKIP_VERIFY") === undefined
    ? fix
    : `${fix}; VAULT_SKIP_VERIFY is ignored, as anybody could then take the token`;
}

const CLIENT_PAIR = "VAULT_CLIENT_CERT and VAULT_CLIENT_KEY";

function trustedFrom(ca: string | undefined): string | undefined {
  if (ca !== undefined) return "the option ca";
  return ["VAULT_CACERT", "VAULT_CACERT_BYTES", "VAULT_CAPATH"].find((name) => variable(name) !== undefined);
}

async function trustedBy(ca: string | undefined): Promise<string[] | undefined> {
  const from = trustedFrom(ca);
  if (from === undefined) return undefined;
  const certificates = (ca ?? (await pemOf(from))).match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw failure("unknown", `${from} holds no certificate (PEM)`);
  const { X509Certificate } = process.getBuiltinModule("node:crypto");
  try {
    // TLS itself passes over what it can't read.
    return certificates.map((each) => new X509Certificate(each).toString());
  } catch (error) {
    throw failure("unknown", `a certificate of ${from} can't be read`, { cause: error });
  }
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

async function pemOf(name: string): Promise<string> {
  const said = variable(name) ?? "";
  if (name === "VAULT_CACERT_BYTES") return said;
  return name === "VAULT_CAPATH" ? folderText(name, said) : fileText(name, said);
}

async function clientPair(): Promise<{ readonly cert: string; readonly key: string } | undefined> {
  const [cert, key] = [variable("VAULT_CLIENT_CERT"), variable("VAULT_CLIENT_KEY")];
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw failure("unknown", `${CLIENT_PAIR} belong together: only one is set`);
  return { cert: await fileText("VAULT_CLIENT_CERT", cert), key: await fileText("VAULT_CLIENT_KEY", key) };
}

/** Kubernetes' own links in a mounted folder begin with a dot; the files that they lead to are there too. */
async function folderText(name: string, folder: string): Promise<string> {
  const [fs, path] = [process.getBuiltinModule("node:fs/promises"), process.getBuiltinModule("node:path")];
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw failure("unknown", `the folder that ${name} names can't be read`, { cause: error });
  });
  const files = entries
    .filter((each) => !each.isDirectory() && !each.name.startsWith("."))
    .map((each) => each.name);
  const texts = await Promise.all(files.sort().map(async (file) => fileText(name, path.join(folder, file))));
  return texts.join("\n");
}

/** Where the file is isn't told: a variable may hold a secret in a path's place. */
async function fileText(name: string, path: string): Promise<string> {
  const deadlineMs = Date.now() + READ_TIME_MS;
  const bounds = { signal: AbortSignal.timeout(READ_TIME_MS), deadlineMs };
  const text = await readTextFile({ path, source: KIND }, bounds).catch((error: unknown) => {
    throw failure("unknown", `the file that ${name} names can't be read`, { cause: error });
  });
  if (text === undefined) throw failure("unknown", `${name} names a file that isn't there`);
  return text;
}

/** A file is read at once; a FIFO to which nobody writes isn't waited for any longer. */
const READ_TIME_MS = 5_000;

/** As Vault's own tools do, an empty one counts as none. */
function variable(name: string): string | undefined {
  const value = process.env[name];
  return value === "" ? undefined : value;
}
