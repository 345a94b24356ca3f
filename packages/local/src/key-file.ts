import { failure, fileFailure } from "./failure.ts";
import { node } from "./node.ts";

/**
 * Makes a key and keeps it in a new file that only its owner may read, in the form of `age-keygen`. An existing file is
 * never replaced: what it encrypts would be lost.
 *
 * @returns The public half, for `age -r`.
 */
export async function generateKeyFile(path: string): Promise<{ readonly recipient: string }> {
  // By name, since what the library makes by default may become a kind that older versions of age can't read.
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
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
    if (Reflect.get(Object(error), "code") === "EEXIST")
      throw failure("conflict", `${path} exists, and a key file is never replaced`, { cause: error });
    throw fileFailure(error, path, "write");
  }
  return { recipient };
}

/** The keys in a file of `age-keygen`'s form, one a line. */
export async function identitiesIn(path: string): Promise<readonly string[]> {
  const text = await readKeyFile(path);
  const identities = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (identities.length === 0 || !identities.every((line) => line.startsWith("AGE-SECRET-KEY-")))
    throw failure(
      "unauthenticated",
      `${path} is no key file: its lines are AGE-SECRET-KEY-… or begin with #`,
    );
  return identities;
}

/** A secret of one line, without the line end that editors add. */
export async function readKeyFile(path: string): Promise<string> {
  try {
    return (await node.fs.readFile(path, "utf8")).replace(/\r?\n$/, "");
  } catch (error) {
    // Not `not-found`: that would let a load go on with defaults because the key is missing.
    const { reason, cause, needs } = fileFailure(error, path, "read");
    if (reason !== "not-found") throw fileFailure(error, path, "read");
    throw failure("unauthenticated", `there is no key file ${path}`, { cause, needs });
  }
}
