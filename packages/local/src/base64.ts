/** Base64 as age's headers hold it: without `=` at its end. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replaceAll("=", "");
}
