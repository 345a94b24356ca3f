// A client component that imports this file stops the build.
import "server-only";

import { loadConfigSync } from "@confide/core";

import { type Config, definition } from "./confide.config.ts";

let loaded: Config | undefined;

/** Loaded at the first call, so that `next build` imports this file without any setting. */
export function config(): Config {
  return (loaded ??= loadConfigSync(definition));
}
