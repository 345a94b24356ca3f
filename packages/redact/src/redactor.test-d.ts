import { Secret } from "@confide/core";
import { expectTypeOf, test } from "vitest";

import { type Redactor, redactor } from "./redactor.ts";

test("what is copied keeps its type", () => {
  const { redactError, redactObject } = redactor([new Secret("made-up")]);
  expectTypeOf(redactError(new TypeError("a"))).toEqualTypeOf<TypeError>();
  expectTypeOf(redactObject({ a: new Map([["b", 1]]) })).toEqualTypeOf<{ a: Map<string, number> }>();
});

test("texts come out as texts, bytes as bytes", () => {
  expectTypeOf<Redactor["redact"]>().toEqualTypeOf<(text: string) => string>();
  expectTypeOf<Redactor["redactBytes"]>().toEqualTypeOf<(bytes: Uint8Array) => Uint8Array>();
  expectTypeOf(redactor).parameter(1).exclude<undefined>().toHaveProperty("knownFormats");
  // @ts-expect-error a text is nothing that holds Secrets
  redactor("a text");
  // @ts-expect-error known formats are looked for or not, all of them
  redactor({}, { knownFormats: "everything" });
});
