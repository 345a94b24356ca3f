import type { Source, SecretStore } from "@confide/core/adapter";

import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Finding } from "../finding.ts";
import type { Environment } from "../project/git.ts";
import { recordOf } from "../project/manifest.ts";
import type { ProjectFacts } from "../project/project.ts";
import type { CheckUp } from "./check-up.ts";
import { installedIn } from "./installed.ts";
import { signInOf } from "./sign-in.ts";

interface StoresOptions {
  readonly env: Environment;
  /** Asks each store. Without it no network is used. */
  readonly online: boolean;
}

/** The stores of a definition: whether their SDK is there, and how they are signed in to. */
export async function checkStores(
  { definition, core }: LoadedDefinition,
  project: ProjectFacts,
  { env, online }: StoresOptions,
): Promise<CheckUp> {
  const stores = [...new Set((definition.sources ?? []).flatMap((source) => storeOf(source) ?? []))];
  const checked = await Promise.all(
    stores.map(async (store): Promise<CheckUp> => {
      const missing = missingSdk(store.name, project);
      const signIn = signInOf(store.name, env);
      const asked = online && missing.length === 0 ? await ask(store, core) : undefined;
      const found = [signIn?.by ?? "not known", signIn?.identity ?? [], asked?.found ?? []].flat().join(", ");
      return {
        looks: [{ area: "stores", name: store.name, found }],
        problems: [...missing, ...(asked?.problems ?? [])],
      };
    }),
  );
  const problems = checked.flatMap((each) => each.problems ?? []);
  return { looks: checked.flatMap(({ looks }) => looks), problems };
}

function storeOf(source: Source): SecretStore | undefined {
  return "store" in source ? (source.store as SecretStore) : undefined;
}

const ADAPTERS: Readonly<Record<string, string>> = {
  "aws-secrets-manager": "@confide/aws",
  "aws-parameter-store": "@confide/aws",
  "google-secret-manager": "@confide/gcp",
  "azure-key-vault": "@confide/azure",
  vault: "@confide/vault",
};

/** Of an adapter with several SDKs, all of them optional, the one that the store needs. */
const SDKS: Readonly<Record<string, string>> = {
  "aws-secrets-manager": "@aws-sdk/client-secrets-manager",
  "aws-parameter-store": "@aws-sdk/client-ssm",
};

/** What the adapter asks its users to install, as its own package.json says. */
function missingSdk(store: string, { folder, packageManager }: ProjectFacts): readonly Finding[] {
  const adapter = installedIn(folder, ADAPTERS[store] ?? "");
  const peers = Object.keys(recordOf(adapter?.manifest.peerDependencies));
  const optional = recordOf(adapter?.manifest.peerDependenciesMeta);
  return peers
    .filter((name) => !name.startsWith("@confide/"))
    .filter((name) => (SDKS[store] === undefined ? !(name in optional) : name === SDKS[store]))
    .filter((name) => !installedIn(adapter?.folder ?? folder, name) && !installedIn(folder, name))
    .map((name) => ({
      code: "sdk-missing",
      message: `${store} needs ${name}, which isn't installed`,
      fix: packageManager.install([name], "normal"),
    }));
}

/** A name that no store has: who may not read it, or finds nothing, is signed in. */
const ABSENT_SECRET = { name: "confide-doctor" };
const PATIENCE_MS = 10_000;

async function ask(
  store: SecretStore,
  core: LoadedDefinition["core"],
): Promise<{ readonly found: string; readonly problems: readonly Finding[] }> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const context = { signal, deadlineMs: Date.now() + PATIENCE_MS, attempt: 1 };
  const { error } = await core.getOutcome(store, ABSENT_SECRET, context);
  await store.close?.();
  if (error === undefined || SIGNED_IN.has(error.reason)) return { found: "signed in", problems: [] };
  const { message, reason, fix, needs } = error;
  const rest = { ...(fix !== undefined && { fix }), ...(needs !== undefined && { needs }) };
  return {
    found: `not signed in: ${reason}`,
    problems: [{ code: "store-failed", message, reason, ...rest }],
  };
}

const SIGNED_IN: ReadonlySet<string> = new Set(["not-found", "denied", "disabled", "destroyed"]);
