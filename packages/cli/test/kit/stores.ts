import { Secret } from "@confide/core";
import type { CallContext, WritableSecretStore } from "@confide/core/adapter";
import { generateKeyFile, localStore } from "@confide/local";

import { Project } from "./project.ts";

export interface StoreProject {
  readonly project: Project;
  /** The first store of the definition. */
  readonly store: WritableSecretStore;
}

/** A definition with a store in an encrypted file, or with two. Each secret is there in one version. */
export async function storeProject(
  secrets: Readonly<Record<string, string | Uint8Array>>,
  { hasTwo = false, audit = true }: { readonly hasTwo?: boolean; readonly audit?: boolean } = {},
): Promise<StoreProject> {
  const project = new Project({
    "confide.config.ts": `import { defineConfig, env, fromStore, secret } from "@confide/core";
import { localStore } from "@confide/local";
import * as z from "zod";

${audit ? 'export const audit = "audit.log";' : ""}
export default defineConfig({
  schema: z.object({ token: secret(z.string()), stripe: z.object({ apiKey: secret(z.string()) }).optional() }),
  sources: [
    env(),
    fromStore(localStore({ path: "secrets.age", keyFile: "key.txt" }), { refs: { token: "prod/token", stripe: "prod/stripe" } }),
    ${hasTwo ? 'fromStore(localStore({ path: "other.age", keyFile: "key.txt" }), { name: "other" }),' : ""}
  ],
});
`,
  });
  await generateKeyFile(project.path("key.txt"));
  const store = localStore({ path: project.path("secrets.age"), keyFile: project.path("key.txt") });
  for (const [name, value] of Object.entries(secrets))
    await store.put(name, new Secret(value), { idempotencyKey: name, stage: "current" }, callContext());
  return { project, store };
}

export function callContext(): CallContext {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
}

/** The text of a secret's current version; `undefined` where it isn't there. */
export async function textIn(store: WritableSecretStore, name: string): Promise<string | undefined> {
  try {
    return String((await store.get({ name }, callContext())).value.reveal());
  } catch {
    return undefined;
  }
}
