import { ConfigError } from "../report/config-error.ts";
import type { Plan } from "../schema/plan.ts";

/**
 * A bundle for browsers that holds a definition with secrets was built by mistake: what it could load, every visitor
 * could read.
 *
 * @throws ConfigError
 */
export function refuseSecretsInBrowser({ settings }: Plan): void {
  if (!isBrowser()) return;
  const message = "is a secret, and every visitor can read what a browser loads";
  const fix = "give the browser a schema of its own, without secrets, and import this one on the server only";
  const problems = settings
    .filter(({ secret }) => secret)
    .map(({ path }) => ({ path, kind: "invalid", message, secret: true, places: [], fix }) as const);
  if (problems.length > 0) throw new ConfigError(problems, "This configuration can't be loaded in a browser");
}

/** jsdom and Electron have a document too, but run in Node. */
function isBrowser(): boolean {
  const { document, process } = globalThis as {
    readonly document?: unknown;
    readonly process?: { readonly versions?: { readonly node?: string } };
  };
  return typeof document === "object" && document !== null && process?.versions?.node === undefined;
}
