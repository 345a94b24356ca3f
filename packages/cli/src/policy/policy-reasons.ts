import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";
import type { NamedStore } from "../stores/stores-of.ts";
import { grantsIn } from "./grants.ts";

/** One right of a policy, and the settings for which it is needed. */
export interface GrantReason {
  readonly grant: string;
  /** Empty: no setting alone needs it, but several together, to be read in one call. */
  readonly settings: readonly string[];
}

/** A right is there for the settings whose own policy has it. */
export function policyReasons(
  definition: Definition,
  { store, sources }: NamedStore,
  core: Core,
): readonly GrantReason[] {
  const grantsOf = (refs: readonly { readonly name: string; readonly version?: string }[]) => {
    const policy = store.policy?.(refs.map((ref) => ({ ref, can: "read" })));
    return (policy && grantsIn(policy.format, policy.text)) ?? new Set<string>();
  };
  const settings = core.describeSettings(definition).map(({ setting }) => setting);
  const alone = settings.map((setting) => {
    const refs = sources.flatMap((source) => source.refsOf([setting]));
    return { name: setting.name, grants: refs.length === 0 ? new Set<string>() : grantsOf(refs) };
  });
  const all = grantsOf(sources.flatMap((source) => source.refsOf(settings)));
  return Array.from(all, (grant) => ({
    grant,
    settings: alone.filter(({ grants }) => grants.has(grant)).map(({ name }) => name),
  }));
}
