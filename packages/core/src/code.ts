import type { $ZodType } from "zod/v4/core";

import { somePart } from "./parts.ts";
import { isSecretStep } from "./secret-schema.ts";

/**
 * Whether it calls a function of the user's, which may be asynchronous, and may change what it is given: a refinement, a
 * transform, a codec.
 */
export function runsCode(schema: $ZodType): boolean {
  return somePart(schema, (part) => !isSecretStep(part) && isCode(part._zod.def));
}

interface Def {
  readonly type: string;
  readonly checks?: readonly { readonly _zod: { readonly def: object } }[];
}

function isCode(def: Def): boolean {
  const isFormat = "fn" in def;
  const isCodec = def.type === "pipe" && "transform" in def;
  return (
    isFormat ||
    isCodec ||
    CODE_TYPES.has(def.type) ||
    (def.checks ?? []).some((check) => isCodeCheck(check._zod.def))
  );
}

const CODE_TYPES: ReadonlySet<string> = new Set(["custom", "function", "promise", "transform"]);

function isCodeCheck(def: { readonly check?: unknown }): boolean {
  return def.check === "custom" || def.check === "property" || "fn" in def;
}
