import { base64Forms, urlSafe } from "./base64.ts";
import { escapedForms, inJson } from "./escapes.ts";
import { percentForms } from "./percent.ts";

/** How one text may stand in an output. */
export interface Forms {
  /** Readable, or encoded by itself. */
  readonly whole: readonly string[];
  /** Encoded as a part of something longer: in base64, with the user's name before it. */
  readonly aligned: readonly string[];
}

/** Escapes and URLs leave these as they are, which is true of most keys and tokens. */
const PLAIN = /^[\w.~-]*$/;

export function formsOf(text: string): Forms {
  const { whole, aligned } = encodedForms(Buffer.from(text, "utf8"));
  if (PLAIN.test(text)) return { whole: [text, ...whole], aligned };
  const readable = [...escapedForms(text), ...percentForms(text)];
  const json = inJson(text);
  return {
    // Whatever a program wrote, a logger may write into JSON.
    whole: [...new Set([text, ...readable, ...readable.map(inJson), ...whole])],
    aligned: json === text ? aligned : [...aligned, ...encodedForms(Buffer.from(json, "utf8")).aligned],
  };
}

/** Bytes that are no text: encoded, and as Node prints and JSON writes a Buffer. */
export function formsOfBytes(bytes: Buffer): Forms {
  const { whole, aligned } = encodedForms(bytes);
  const pairs = bytes.toString("hex").match(/../g) ?? [];
  const shown = [pairs.join(" "), pairs.slice(0, SHOWN_BYTES).join(" "), bytes.join(","), bytes.join(", ")];
  return { whole: [...whole, ...shown], aligned };
}

/** `util.inspect` shows so many bytes of a Buffer. */
const SHOWN_BYTES = 50;

function encodedForms(bytes: Buffer): Forms {
  const hex = bytes.toString("hex");
  const { whole, aligned } = base64Forms(bytes);
  return {
    whole: [hex, hex.toUpperCase(), ...whole.flatMap(urlSafe)],
    aligned: aligned.flatMap(urlSafe),
  };
}
