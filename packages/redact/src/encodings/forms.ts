import { base64Forms, urlSafe } from "./base64.ts";
import { byteForms } from "./byte-lists.ts";

/** How a value may be written, besides what is written by escapes. */
export interface Forms {
  /** Readable, or encoded by itself. */
  readonly whole: readonly string[];
  /** Encoded as a part of something longer: in base64, with the user's name before it. */
  readonly aligned: readonly string[];
}

export function formsOf(text: string): Forms {
  const { whole, aligned } = formsOfBytes(Buffer.from(text, "utf8"));
  const json = JSON.stringify(text).slice(1, -1);
  return {
    whole: [text, ...whole],
    aligned: json === text ? aligned : [...aligned, ...alignedForms(Buffer.from(json, "utf8"))],
  };
}

export function formsOfBytes(bytes: Buffer): Forms {
  const { whole, aligned } = base64Forms(bytes);
  return { whole: [...byteForms(bytes), ...whole.flatMap(urlSafe)], aligned: aligned.flatMap(urlSafe) };
}

function alignedForms(bytes: Buffer): readonly string[] {
  return base64Forms(bytes).aligned.flatMap(urlSafe);
}
