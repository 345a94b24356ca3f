import { expectTypeOf, test } from "vitest";

import type { SyncSource } from "../contract/source.ts";
import { dotenv } from "./dotenv/dotenv.ts";
import { env, type EnvOptions } from "./env.ts";
import { fileVariables } from "./file-variables.ts";

test("takes variables under `from` only", () => {
  expectTypeOf(env({ from: process.env })).toEqualTypeOf<SyncSource>();
  expectTypeOf(
    env({ from: { PORT: 5, DEBUG: true, NAME: "n", NONE: undefined } }),
  ).toEqualTypeOf<SyncSource>();
  // @ts-expect-error The variables belong under `from`.
  env(process.env);
  // @ts-expect-error The variables belong under `from`.
  env({ PORT: "5" });
  // @ts-expect-error A copy of them, too.
  env({ ...process.env });
  const variables: Record<string, string> = {};
  // @ts-expect-error As do those in a variable.
  env(variables);
  // @ts-expect-error As do those of a file's names.
  fileVariables(process.env);
  // @ts-expect-error An option that it doesn't have.
  dotenv({ expnad: true });
  // @ts-expect-error Nor variables.
  dotenv(process.env);
  // @ts-expect-error An option that it doesn't have, beside one that it has.
  env({ prefix: "A_", strct: true });
  const options: EnvOptions | undefined = process.env.X ? { prefix: "A_" } : undefined;
  expectTypeOf(env(options)).toEqualTypeOf<SyncSource>();
  expectTypeOf(env).toBeCallableWith({ prefix: "A_", strict: true });
  interface Env {
    readonly TOKEN: string;
    readonly CACHE: { get(key: string): Promise<string | null> };
  }
  expectTypeOf(env).toBeCallableWith({ from: {} as Env });
  // @ts-expect-error One variable is not all of them.
  env({ from: "PORT=5" });
});
