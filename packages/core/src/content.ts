/** Contents as text, for comparing: two values are the same content when the texts are. */
export function contentOf(value: unknown): string {
  return text(value, new Set());
}

/** Compares in a time that depends on the lengths only, not on where the first difference is. */
export function sameContent(a: unknown, b: unknown): boolean {
  const [left, right] = [contentOf(a), contentOf(b)];
  let difference = left.length ^ right.length;
  for (let index = 0; index < left.length; index++) {
    difference |= left.charCodeAt(index) ^ right.charCodeAt(index % (right.length || 1));
  }
  return difference === 0;
}

function text(value: unknown, above: ReadonlySet<object>): string {
  if (typeof value === "string") return `s${value.length}:${value}`;
  if (typeof value !== "object" || value === null) return `${typeof value}:${primitive(value)};`;
  if (above.has(value)) return "cycle;";
  const within = new Set(above).add(value);
  const item = (each: unknown) => text(each, within);
  if (value instanceof Date) return `date:${value.getTime()};`;
  if (value instanceof URL) return item(value.href);
  if (ArrayBuffer.isView(value)) return `bytes:${hex(value)};`;
  if (value instanceof Map) return `map(${[...value].map(item).sort().join("")})`;
  if (value instanceof Set) return `set(${[...value].map(item).sort().join("")})`;
  if (Array.isArray(value)) return `[${value.map(item).join("")}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => item(key) + item(each)).join("")}}`;
}

function primitive(value: unknown): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function hex(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
