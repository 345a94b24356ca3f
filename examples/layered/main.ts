import { ConfigError, explain, formatExplanation, loadConfig } from "@confide/core";

import definition from "./confide.config.ts";
import { fillLocalStore } from "./fill.ts";

// The paths in stores.ts are relative to this folder.
process.chdir(import.meta.dirname);

try {
  await fillLocalStore();
  const config = await loadConfig(definition);
  console.log(formatExplanation(explain(config)));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
