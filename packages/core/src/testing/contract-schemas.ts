import { secret } from "../schema/secret-schema.ts";

export type ContractSchemas = Awaited<ReturnType<typeof makeSchemas>>;

let schemasMade: Promise<ContractSchemas> | undefined;

/** What the suites load. zod is imported by the first case: a program that only wants a store or a clock needs none. */
export async function contractSchemas(): Promise<ContractSchemas> {
  return (schemasMade ??= makeSchemas());
}

async function makeSchemas() {
  const z = await import("zod");
  return {
    source: z.object({
      host: z.string().optional(),
      port: z.string().optional(),
      database: z.object({ host: z.string().optional(), password: secret(z.string()).optional() }),
    }),
    hostAndPort: z.object({ host: z.string(), port: z.string() }),
    value: z.object({ value: secret(z.string()) }),
    valueOrDefault: z.object({ value: secret(z.string().default("the default")) }),
  };
}
