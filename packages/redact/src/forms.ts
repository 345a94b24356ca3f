import { alignedBase64, urlSafe, wholeBase64 } from "./base64.ts";
import { escapedForms } from "./escapes.ts";
import { percentForms } from "./percent.ts";

/** How one text may stand in an output. */
export interface Forms {
  /** Readable, or encoded by itself. */
  readonly whole: ReadonlySet<string>;
  /** Encoded as a part of something longer: in base64, with the value of a header before it. */
  readonly aligned: ReadonlySet<string>;
}

/** Escapes and URLs leave these as they are, which is true of most keys and tokens. */
const PLAIN = /^[\w.~-]*$/;

export function formsOf(text: string): Forms {
  const whole = new Set([text]);
  const readable = PLAIN.test(text) ? [] : [...escapedForms(text), ...percentForms(text)];
  for (const form of readable) whole.add(form);
  const bytes = Buffer.from(text, "utf8");
  addEncoded(bytes, whole);
  const aligned = new Set<string>();
  addAligned(bytes, aligned);
  const [json] = readable;
  if (json !== undefined && json !== text) addAligned(Buffer.from(json, "utf8"), aligned);
  return { whole, aligned };
}

/** Bytes that are no text: as they are (a character a byte), encoded, and as Node prints and JSON writes a Buffer. */
export function formsOfBytes(bytes: Buffer): Forms {
  const whole = new Set<string>();
  addEncoded(bytes, whole);
  const pairs = bytes.toString("hex").match(/../g) ?? [];
  for (const list of [
    pairs.join(" "),
    pairs.slice(0, SHOWN_BYTES).join(" "),
    bytes.join(","),
    bytes.join(", "),
  ])
    whole.add(list);
  const aligned = new Set<string>();
  addAligned(bytes, aligned);
  return { whole, aligned };
}

/** `util.inspect` shows so many bytes of a Buffer. */
const SHOWN_BYTES = 50;

function addEncoded(bytes: Buffer, to: Set<string>): void {
  const hex = bytes.toString("hex");
  to.add(hex).add(hex.toUpperCase());
  for (const base64 of wholeBase64(bytes)) to.add(base64).add(urlSafe(base64));
}

function addAligned(bytes: Buffer, to: Set<string>): void {
  for (const base64 of alignedBase64(bytes)) to.add(base64).add(urlSafe(base64));
}
