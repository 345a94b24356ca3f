import { createRequire } from "node:module";

type Index = typeof import("@confide/core");
type Adapter = typeof import("@confide/core/adapter");

/** core, both entries in one. */
export type Core = Index & Adapter;

/**
 * The definition's own copy of core, so that its sources, errors and origins are known as such: `npx @confide/cli` brings a
 * second copy. Where its folder has none (the definition comes from a package of its own), the one of this program.
 */
export async function coreFor(file: string): Promise<Core> {
  const required = createRequire(file);
  try {
    return joined(required("@confide/core") as Index, required("@confide/core/adapter") as Adapter);
  } catch {
    return ownCore();
  }
}

/** The one that this program imports. */
export async function ownCore(): Promise<Core> {
  return joined(await import("@confide/core"), await import("@confide/core/adapter"));
}

function joined(index: Index, adapter: Adapter): Core {
  return { ...index, ...adapter };
}
