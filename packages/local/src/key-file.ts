import { readTextFile, SourceError } from "@confide/core/adapter";

import { failure, fileFailure, KIND } from "./errors.ts";
import { newIdentity } from "./identity.ts";
import { codeOf, node } from "./node.ts";
import type { Bounds } from "./bounds.ts";

/**
 * Makes a key and keeps it in a new file that only its owner may read, in the form of `age-keygen`. An existing file is
 * never replaced: what it encrypts would be lost.
 *
 * @returns The public half, for `age -r`.
 *
 * @example
 * ```ts
 * import { generateKeyFile } from "@confide/local";
 *
 * const { recipient } = await generateKeyFile("key.txt");
 * console.log(recipient); // age1…
 * ```
 */
export async function generateKeyFile(path: string): Promise<{ readonly recipient: string }> {
  mustBePath({ name: "the path", path });
  const { identity, recipient } = newIdentity();
  const text = `# created: ${new Date().toISOString()}\n# public key: ${recipient}\n${identity}\n`;
  try {
    const handle = await node.fs.open(path, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === "EEXIST")
      throw failure("conflict", `${path} exists, and a key file is never replaced`, { cause: error });
    throw fileFailure(error, path, "write");
  }
  return { recipient };
}

/** A file of a key or a passphrase, and the option or the variable that names it. */
export interface KeyPlace {
  readonly name: string;
  readonly path: string;
}

/** The keys in a file of `age-keygen`'s form, one a line. */
export async function identitiesIn(place: KeyPlace, bounds: Bounds): Promise<readonly string[]> {
  const text = await readKeyFile(place, bounds);
  const identities = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (identities.length === 0 || !identities.every((line) => line.startsWith("AGE-SECRET-KEY-")))
    throw failure(
      "unauthenticated",
      `${place.path} is no key file: its lines are AGE-SECRET-KEY-… or begin with #`,
      { fix: newKeyFix("FILE") },
    );
  return identities;
}

/** A secret of one line, without the line end that editors add. */
export async function readKeyFile(place: KeyPlace, bounds: Bounds): Promise<string> {
  mustBePath(place);
  const presence = await presenceOf(place.path);
  if (presence === "missing") throw missing(place);
  // People paste the secret where its file belongs: then the path is the secret, and shown only if there is such a file.
  const isShown = presence === "there" || place.name === "keyFile";
  const shown = isShown ? place.path : `the file that ${place.name} names`;
  try {
    const text = await readTextFile({ path: shown, at: place.path, source: KIND }, bounds);
    if (text !== undefined) return text.replace(/\r?\n$/, "");
  } catch (error) {
    throw unreadable(error, shown);
  }
  throw missing(place);
}

/** Not `not-found`: that would let a load go on with defaults because the key is missing. */
function missing({ name, path }: KeyPlace): SourceError {
  const detail =
    name === "keyFile" ? `there is no key file ${path}` : `${name} names a file that isn't there`;
  const isPassphrase = /passphrase/i.test(name);
  return failure(
    "unauthenticated",
    detail,
    isPassphrase ? {} : { fix: newKeyFix(name === "keyFile" ? path : "FILE") },
  );
}

/** A new key opens nothing that is there already. */
export function newKeyFix(path: string): string {
  return `bring the key with which the file was made; only for a file that is new, confide key new ${path} makes a key`;
}

/** What the file system says of a text that is the path of no file. */
const NO_FILE = new Set(["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP", "ERR_INVALID_ARG_VALUE"]);

/** `unknown`: it may not be looked at. */
async function presenceOf(path: string): Promise<"there" | "missing" | "unknown"> {
  return node.fs.stat(path).then(
    () => "there",
    (error: unknown) => (NO_FILE.has(codeOf(error) ?? "") ? "missing" : "unknown"),
  );
}

function mustBePath({ name, path }: KeyPlace): void {
  if (!isKeyText(path)) return;
  const detail = `${name} holds a key, but has to hold the path of a file: write the key into a file that only its owner may read`;
  throw failure("unauthenticated", `${detail}, and name that file in keyFile or CONFIDE_KEY_FILE`);
}

/** Whether a text begins as age's keys do, in either case, also in quotes. */
export function isKeyText(text: string): boolean {
  return /^[\s"'`]*age-(?:secret-key|plugin)-/i.test(text);
}

/** Something is in the key file's place, but it holds no key. */
function unreadable(error: unknown, shown: string): SourceError {
  if (!(error instanceof SourceError)) throw error;
  const isNoKeyFile = error.reason === "malformed" || error.reason === "too-large";
  return failure(isNoKeyFile ? "unauthenticated" : error.reason, error.message, {
    cause: error.cause,
    ...(error.reason === "denied" && { needs: `permission to read ${shown}` }),
  });
}
