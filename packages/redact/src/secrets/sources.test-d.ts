import { cached, defineConfig, type Live, loadConfig, Secret, type SecretStore, secret } from "@confide/core";
import { expectTypeOf, test } from "vitest";
import * as z from "zod";

import { type Redactor, redactor } from "../redactor.ts";

declare const store: SecretStore;
declare const live: Live<{ readonly key: Secret }>;
declare const optional: Secret | undefined;
const definition = defineConfig({ schema: z.object({ key: secret(z.string()), schema: z.string() }) });

test("what holds loaded values is taken", async () => {
  const config = await loadConfig(definition);
  redactor(config);
  redactor(live);
  redactor(cached(store));
  redactor([config, live, cached(store), optional, new Secret("a"), [optional]]);
  redactor([]);
  redactor({});
  redactor(new Map([["a", new Secret("a")]]));
  const either: typeof config | Secret = config;
  expectTypeOf(redactor(either)).toEqualTypeOf<Redactor>();
});

test("what doesn't yet isn't", () => {
  // @ts-expect-error a promise
  redactor(loadConfig(definition));
  // @ts-expect-error a promise, or a configuration
  redactor({} as Promise<object> | { readonly key: Secret });
  // @ts-expect-error a definition
  redactor(definition);
  // @ts-expect-error a store without a cache
  redactor(store);
  // @ts-expect-error a function
  redactor(loadConfig);
  // @ts-expect-error a value
  redactor("a value");
  // @ts-expect-error each in a list
  redactor([new Secret("a"), loadConfig(definition)]);
  // @ts-expect-error a value in a list
  redactor(["a value"]);
  // @ts-expect-error a definition in a list
  redactor([definition]);
  expectTypeOf(redactor).parameter(0).not.toBeAny();
});
