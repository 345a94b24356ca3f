import { failure } from "./failure.ts";
import type { Key } from "./key.ts";
import { BLOCK_BYTES, openPayload, type Problem } from "./payload.ts";

/** Text to an age file. */
export async function seal(text: string, key: Key): Promise<Uint8Array> {
  const missing = -Buffer.byteLength(text) & (BLOCK_BYTES - 1);
  const encrypter = await key.encrypter();
  return encrypter.encrypt(text + " ".repeat(missing));
}

/** The text of an age file; a wrong key, a file that was cut short and one that was changed are three failures. */
export async function open(file: Uint8Array, key: Key, path: string): Promise<string> {
  const header = headerOf(file, path);
  const fileKey = (await key.fileKey?.(header)) ?? (await fileKeyByLibrary(header, key, path));
  const payload = openPayload(fileKey, file.subarray(header.length));
  if (payload.problem) throw broken(path, payload.problem);
  return payload.text;
}

async function fileKeyByLibrary(header: Uint8Array, key: Key, path: string): Promise<Uint8Array> {
  const decrypter = await key.decrypter();
  return decrypter.decryptHeader(header).catch((error: unknown) => {
    throw notOpened(error, key, path);
  });
}

const FIRST_LINE = "age-encryption.org/v1\n";
const MOST_HEADER_BYTES = 64 * 1024;

/** Up to and with the line that begins with `---`. */
function headerOf(file: Uint8Array, path: string): Uint8Array {
  const text = Buffer.from(file.subarray(0, MOST_HEADER_BYTES)).toString("latin1");
  if (!text.startsWith(FIRST_LINE.slice(0, text.length)))
    throw failure("malformed", `${path} is no file of age's binary format`);
  const [header] = /^.*?\n--- [^\n]*\n/s.exec(text) ?? [];
  if (header === undefined) throw broken(path, "cut short");
  return file.subarray(0, header.length);
}

/** The library has one class for all its errors; this message of it is the one that means another key. */
function notOpened(error: unknown, key: Key, path: string) {
  const message: unknown = Reflect.get(Object(error), "message");
  return /no identity matched/.test(String(message))
    ? failure("unauthenticated", `${key.called} does not open ${path}`, { cause: error })
    : broken(path, "damaged", error);
}

function broken(path: string, problem: Problem, cause?: unknown) {
  const detail =
    problem === "cut short"
      ? "is cut short: its end is missing"
      : "was changed or damaged after it was written";
  return failure("malformed", `${path} ${detail}`, { cause });
}
