import { join, posix } from "node:path";

import { closeSync, existsSync, openSync, readSync } from "../node-fs.ts";
import type { Finding } from "../finding.ts";
import { envLines } from "../settings/env-lines.ts";
import { type SecretPath, secretPath } from "./secret-path.ts";

/** Variables of the definition that are no secrets. */
type HarmlessNames = ReadonlySet<string>;

/**
 * Files of secrets among those that git tracks. A `.env` that sets nothing but settings that are no secrets is none, nor is
 * a certificate, nor what SOPS encrypted. What is in a file is looked at, and not kept.
 */
export function trackedSecrets(
  paths: readonly string[],
  folder: string,
  harmless: HarmlessNames,
): readonly Finding[] {
  return paths.flatMap((path) => {
    const kind = secretPath(path);
    if (kind === undefined || !fileHoldsSecrets(kind, join(folder, path), harmless)) return [];
    return [trackedFinding(path, kind, submoduleOf(path, folder))];
  });
}

/** Whether a file whose path says that it holds secrets does, by what is in it. */
export function fileHoldsSecrets(kind: SecretPath, file: string, harmless: HarmlessNames): boolean {
  return holdsSecrets(kind, beginningOf(file), harmless);
}

function trackedFinding(file: string, kind: SecretPath, submodule: string | undefined): Finding {
  // git knows a submodule's files there only.
  const [inside, own] =
    submodule === undefined ? ["", file] : [`-C ${submodule} `, posix.relative(submodule, file)];
  return {
    code: "tracked-secret",
    message: `git tracks ${file}, ${WHY[kind]}`,
    file,
    fix: `git ${inside}rm --cached ${own}, name it in ${submodule === undefined ? "" : "the submodule's "}.gitignore, and change what it held: the history keeps it`,
  };
}

/** The submodule that a file is in: the nearest folder below the one that is looked at which has a `.git` of its own. */
function submoduleOf(path: string, folder: string): string | undefined {
  for (let at = posix.dirname(path); at !== "."; at = posix.dirname(at))
    if (existsSync(join(folder, at, ".git"))) return at;
  return undefined;
}

const WHY: Readonly<Record<SecretPath, string>> = {
  env: "and something in it may be a secret",
  key: "a private key",
  "age-key": "a key of age, which opens secrets",
  credentials: "the credentials of an account",
  folder: "a file among secrets",
};

/** What git tracks and isn't there may hold anything. */
function holdsSecrets(kind: SecretPath, text: string | undefined, harmless: HarmlessNames): boolean {
  if (text === undefined) return true;
  if (text.trim() === "" || isEncrypted(text)) return false;
  if (kind === "env") return envLines(text).some((line) => isSecretLine(line, harmless));
  if (kind === "age-key") return text.includes("AGE-SECRET-KEY-");
  return kind !== "key" || !isPublic(text);
}

function isSecretLine(
  { name, value: given = "", commented }: ReturnType<typeof envLines>[number],
  harmless: HarmlessNames,
): boolean {
  if (commented || name === undefined || harmless.has(name)) return false;
  const value = given.trim();
  return !/^(?:""|'')?(?:\s*#.*)?$/.test(value) && !/^["']?encrypted:/.test(value);
}

/** A certificate or a public key, and not with its private key in one file; a Keynote document ends with .key too. */
function isPublic(text: string): boolean {
  const isPem = /-----BEGIN [A-Z0-9 ]*(?:CERTIFICATE|PUBLIC KEY|DH PARAMETERS|X509 CRL)/.test(text);
  return (
    (isPem && !text.includes("PRIVATE KEY")) || (text.startsWith("PK\u0003\u0004") && text.includes(".iwa"))
  );
}

/** By SOPS, git-crypt or ansible-vault. */
function isEncrypted(text: string): boolean {
  return /^\0GITCRYPT|^\$ANSIBLE_VAULT;|ENC\[AES256_GCM,|-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED FILE)/.test(
    text,
  );
}

const LOOKED_AT = 256 * 1024;

function beginningOf(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const bytes = Buffer.alloc(LOOKED_AT);
    return bytes.toString("latin1", 0, readSync(file, bytes));
  } catch {
    return undefined; // a link to nowhere, a folder, or it was taken away
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
