import { posix } from "node:path";

/** What a path says about a file that holds secrets. */
export type SecretPath =
  /** `.env` and its like: what is in it decides. */
  | "env"
  /** A private key, where it isn't a certificate. */
  | "key"
  /** A key of age, by what is in it: a list of keys may be called so too. */
  | "age-key"
  | "credentials"
  /** Below `secrets/`. */
  | "folder";

/** The files that a repository must not have, by their names; `undefined`: none of them. */
export function secretPath(path: string): SecretPath | undefined {
  const name = posix.basename(path).toLowerCase();
  if (/^\.env(?:\.|$)/.test(name)) return isExample(name) ? undefined : "env";
  if (isExample(name) || isSealed(name)) return undefined;
  if (
    /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)$/.test(name) ||
    /^id_(?:rsa|dsa|ecdsa|ed25519)$/.test(name)
  )
    return "key";
  if (/^(?:.*[-_.])?keys?\.txt$/.test(name)) return "age-key";
  if (/^(?:credentials|service-?account(?:-?key)?|client_secret.*)\.json$/.test(name)) return "credentials";
  const isBelow = posix
    .dirname(path)
    .split("/")
    .some((folder) => /^\.?secrets$/i.test(folder));
  return isBelow && !IS_CODE.test(name) ? "folder" : undefined;
}

function isExample(name: string): boolean {
  return /\.(?:example|sample|template|tmpl|dist)(?:\.|$)|[-_.](?:example|sample)\./.test(name);
}

/** Encrypted, for a repository. */
function isSealed(name: string): boolean {
  return /\.(?:enc|gpg|asc|age|sops)(?:\.|$)/.test(name);
}

/** Code about secrets, and what keeps a folder. */
const IS_CODE =
  /\.(?:[cm]?[jt]sx?|vue|svelte|py|rb|go|rs|java|kt|cs|php|sh|tf|md|mdx|html|css)$|^(?:\.git(?:keep|ignore|attributes)|readme.*)$/;
