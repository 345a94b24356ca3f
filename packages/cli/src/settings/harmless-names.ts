import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";

/** The variables of settings that are no secrets. A schema that can't be a configuration has none, and is the load's to report. */
export function harmlessNames(definition: Definition, core: Core): ReadonlySet<string> {
  try {
    const open = core.describeSettings(definition).filter(({ setting }) => !setting.secret);
    const sources = definition.sources ?? [core.env()];
    return new Set(sources.flatMap((source) => open.flatMap(({ setting }) => source.names?.(setting) ?? [])));
  } catch (error) {
    if (error instanceof core.ConfigError) return new Set();
    throw error;
  }
}
