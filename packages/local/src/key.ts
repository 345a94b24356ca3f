import type { Decrypter, Encrypter, Recipient } from "age-encryption";
import type { Secret } from "@confide/core/adapter";

import { agePackage } from "./age-package.ts";
import type { Bounds } from "./bounds.ts";
import { failure } from "./errors.ts";
import { scalarOf, x25519Identity, x25519Recipient } from "./identity.ts";
import { identitiesIn, isKeyText, type KeyPlace, newKeyFix, readKeyFile } from "./key-file.ts";
import { MOST_WORK, passphraseOf, passphrasesAlone } from "./scrypt.ts";
import { fileKeyIn } from "./x25519.ts";

/** What opens the file. The first of these that is given, options before the environment. */
export interface KeyOptions {
  /**
   * A file made by `generateKeyFile` or `age-keygen`.
   *
   * @default CONFIDE_KEY_FILE of the environment
   */
  readonly keyFile?: string | undefined;
  /**
   * A key file opens a hundred times as fast.
   *
   * @default CONFIDE_PASSPHRASE of the environment
   */
  readonly passphrase?: string | Secret | undefined;
  /**
   * The file that holds the passphrase.
   *
   * @default CONFIDE_PASSPHRASE_FILE of the environment
   */
  readonly passphraseFile?: string | undefined;
  /**
   * The environment that these are looked for in.
   *
   * @default process.env
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * The base-2 logarithm of what trying a passphrase costs, 1 to 20: 17 takes 128 MiB and 0.2 to 0.4 s.
   *
   * @default 17
   */
  readonly workFactor?: number | undefined;
}

const USUAL_WORK = 17;

export interface Key {
  /** As messages call it: `the passphrase in CONFIDE_PASSPHRASE`. */
  readonly called: string;
  readonly isPassphrase?: true;
  /** The key of a file with this header, where that takes no library; `undefined` leaves it to the decrypter. */
  fileKey?(header: Uint8Array): Uint8Array | undefined;
  decrypter(): Promise<Decrypter>;
  encrypter(): Promise<Encrypter>;
}

/** Looked up at each use, not once: a key file may be replaced while the program runs. It is read once a use, as it may be a FIFO. */
export async function keyOf(options: KeyOptions, bounds: Bounds): Promise<Key> {
  const { keyFile, passphrase, passphraseFile, env = process.env, workFactor = USUAL_WORK } = options;
  const given = keyFile ?? passphrase ?? passphraseFile;
  const { CONFIDE_KEY_FILE, CONFIDE_PASSPHRASE, CONFIDE_PASSPHRASE_FILE } = given === undefined ? env : {};
  const file = placeOf({ keyFile, CONFIDE_KEY_FILE });
  if (file) return keyFileKey(file.path, await identitiesIn(file, bounds));
  const text = passphrase ?? CONFIDE_PASSPHRASE;
  if (text)
    return passphraseKey(
      passphrase ? "the passphrase" : "the passphrase in CONFIDE_PASSPHRASE",
      text,
      workFactor,
    );
  const textFile = placeOf({ passphraseFile, CONFIDE_PASSPHRASE_FILE });
  if (textFile)
    return passphraseKey(
      `the passphrase in ${textFile.path}`,
      await readKeyFile(textFile, bounds),
      workFactor,
    );
  throw failure(
    "unauthenticated",
    "there is no key: give keyFile or passphrase, or set CONFIDE_KEY_FILE, CONFIDE_PASSPHRASE or CONFIDE_PASSPHRASE_FILE",
    { fix: newKeyFix("key.txt") },
  );
}

/** What a file is encrypted with has to open it again. */
export function checkWorkFactor({ workFactor = USUAL_WORK }: KeyOptions): void {
  if (!Number.isInteger(workFactor) || workFactor < 1 || workFactor > MOST_WORK)
    throw new RangeError(`workFactor has to be a whole number from 1 to ${MOST_WORK}`);
}

function placeOf(paths: Readonly<Record<string, string | undefined>>): KeyPlace | undefined {
  const [name, path] = Object.entries(paths).find(([, each]) => each) ?? [];
  return name === undefined || path === undefined ? undefined : { name, path };
}

function keyFileKey(path: string, identities: readonly string[]): Key {
  return {
    called: `the key in ${path}`,
    fileKey: (header) => fileKeyIn(header, identities),
    async decrypter() {
      const age = await agePackage();
      const decrypter = new age.Decrypter();
      decrypter.addIdentity(passphrasesAlone);
      for (const identity of identities) {
        const scalar = scalarOf(identity);
        checked(path, () => decrypter.addIdentity(scalar ? x25519Identity(scalar) : identity));
      }
      return decrypter;
    },
    async encrypter() {
      const age = await agePackage();
      const encrypter = new age.Encrypter();
      for (const identity of identities) encrypter.addRecipient(await recipientOf(identity, path));
      return encrypter;
    },
  };
}

async function recipientOf(identity: string, path: string): Promise<Recipient | string> {
  const age = await agePackage();
  const scalar = scalarOf(identity);
  if (scalar) return x25519Recipient(scalar, (args, body) => new age.Stanza(args, body));
  return age.identityToRecipient(identity).catch((error: unknown) => {
    throw notComplete(path, error);
  });
}

function passphraseKey(called: string, text: string | Secret, workFactor: number): Key {
  const revealed = () => (typeof text === "string" ? text : text.reveal("passphrase"));
  // A key file in the passphrase's place would be a passphrase that nobody meant.
  if (revealed().split("\n").some(isKeyText))
    throw failure("unauthenticated", `${called} is an age key: name its file in keyFile or CONFIDE_KEY_FILE`);
  const passphrase = async () => {
    const age = await agePackage();
    return { age, ...passphraseOf(revealed(), workFactor, (args, body) => new age.Stanza(args, body)) };
  };
  return {
    called,
    isPassphrase: true,
    async decrypter() {
      const { age, identity } = await passphrase();
      const decrypter = new age.Decrypter();
      decrypter.addIdentity(identity);
      return decrypter;
    },
    async encrypter() {
      const { age, recipient } = await passphrase();
      const encrypter = new age.Encrypter();
      encrypter.addRecipient(recipient);
      return encrypter;
    },
  };
}

function checked(path: string, add: () => void): void {
  try {
    add();
  } catch (error) {
    throw notComplete(path, error);
  }
}

/** The library's own message may quote the key. */
function notComplete(path: string, cause: unknown) {
  return failure("unauthenticated", `${path} holds a key that is not complete`, {
    cause,
    fix: newKeyFix("FILE"),
  });
}
