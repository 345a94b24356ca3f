import { failure } from "./errors.ts";
import type { Key } from "./key.ts";
import { BLOCK_BYTES, openPayload } from "./payload.ts";
import { broken, HeaderProblem } from "./problem.ts";
import { BYTES_32 } from "./x25519.ts";

/** Text to an age file. */
export async function seal(text: string, key: Key): Promise<Uint8Array> {
  const missing = -Buffer.byteLength(text) & (BLOCK_BYTES - 1);
  const encrypter = await key.encrypter();
  return encrypter.encrypt(text + " ".repeat(missing));
}

/** The text of an age file; a wrong key, a file that was cut short and one that was changed are three failures. */
export async function open(file: Uint8Array, key: Key, path: string): Promise<string> {
  const content = await contentOf(file, key, path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw broken(path, "not UTF-8");
  }
}

/** What an age file holds, text or not. */
export async function contentOf(file: Uint8Array, key: Key, path: string): Promise<Uint8Array> {
  const header = headerOf(file, path);
  const fileKey = key.fileKey?.(header) ?? (await fileKeyByLibrary(header, key, path));
  const { content, problem } = openPayload(fileKey, file.subarray(header.length));
  if (problem) throw broken(path, problem);
  return content;
}

async function fileKeyByLibrary(header: Uint8Array, key: Key, path: string): Promise<Uint8Array> {
  const decrypter = await key.decrypter();
  return decrypter.decryptHeader(header).catch((error: unknown) => {
    throw notOpened(error, key, path);
  });
}

const FIRST_LINE = "age-encryption.org/v1\n";
const ARMOR = /^\s*-----BEGIN AGE ENCRYPTED FILE-----/;
const MOST_HEADER_BYTES = 64 * 1024;
const LAST_LINE = new RegExp(`\n--- ${BYTES_32}\n$`);

/** Up to and with the line that begins with `---`. */
function headerOf(file: Uint8Array, path: string): Uint8Array {
  const text = Buffer.from(file.subarray(0, MOST_HEADER_BYTES)).toString("latin1");
  if (ARMOR.test(text)) throw broken(path, "armored");
  if (!text.startsWith(FIRST_LINE.slice(0, text.length))) throw broken(path, "not age");
  const [header] = /^.*?\n---[^\n]*\n/s.exec(text) ?? [];
  if (header === undefined) throw broken(path, file.length < MOST_HEADER_BYTES ? "cut short" : "header");
  // The library takes any length here.
  if (!LAST_LINE.test(header)) throw broken(path, "header");
  return file.subarray(0, header.length);
}

/** The library has one class for all its errors, which these messages tell apart. */
function notOpened(error: unknown, key: Key, path: string) {
  if (error instanceof HeaderProblem) return broken(path, error.problem);
  const message = String(Reflect.get(Object(error), "message"));
  if (message.includes("no identity matched"))
    return failure("unauthenticated", `${key.called} does not open ${path}`, {
      cause: error,
      fix: key.isPassphrase
        ? "give the passphrase with which the file was made"
        : "bring the key with which the file was made, and name its file in keyFile or CONFIDE_KEY_FILE",
    });
  return broken(path, message === "invalid header HMAC" ? "mac" : "header", error);
}
