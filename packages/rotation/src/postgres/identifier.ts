/** As PostgreSQL takes any name, whatever is in it. */
export function quoteIdentifier(name: string): string {
  if (name === "" || name.includes("\0") || Buffer.byteLength(name) > 63)
    throw new RangeError("PostgreSQL takes names of 1 to 63 bytes without a zero byte");
  return `"${name.replaceAll('"', '""')}"`;
}
