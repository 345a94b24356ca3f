import { node } from "./node.ts";

/** Of confide's rotations: every rotator of the same secret and version gets the same id. */
const NAMESPACE = Buffer.from("6f1b3c5e9a7d4f0e8b2c1d3e5f7a9b0c", "hex");

/** UUID version 5 (RFC 9562): the same text gives the same id, in any process. */
export function uuidOf(...parts: readonly string[]): string {
  // Joined so that no two lists of parts are one text.
  const text = parts.map((part) => `${part.length}:${part}`).join("\n");
  const digest = node.crypto.createHash("sha1").update(NAMESPACE).update(text).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
