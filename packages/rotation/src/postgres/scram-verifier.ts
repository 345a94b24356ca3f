import { node } from "../node.ts";

const ITERATIONS = 4_096;
const SALT_BYTES = 16;

/**
 * What PostgreSQL keeps of a password (RFC 5803). Sent in its place, no statement holds the password: not the server's
 * log, not `pg_stat_activity`, not a proxy on the way.
 *
 * @param password of printable ASCII characters, which the standard's preparation of texts leaves as they are
 */
export function scramVerifier(
  password: string,
  salt: Uint8Array = node.crypto.randomBytes(SALT_BYTES),
): string {
  if (!/^[\x20-\x7e]+$/.test(password))
    throw new RangeError("a verifier is made of printable ASCII characters only");
  const { createHmac, createHash, pbkdf2Sync } = node.crypto;
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
  const keyOf = (label: string) => createHmac("sha256", salted).update(label).digest();
  const storedKey = createHash("sha256").update(keyOf("Client Key")).digest("base64");
  const serverKey = keyOf("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${Buffer.from(salt).toString("base64")}$${storedKey}:${serverKey}`;
}
