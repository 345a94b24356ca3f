import { ConfigError, watchConfig } from "@confide/core";

import { definitionFor } from "./confide.config.ts";
import { memoryQueue } from "./queue.ts";
import { work } from "./worker.ts";

try {
  await using live = await watchConfig(definitionFor("/run/secrets"), { refreshOn: "SIGHUP" });
  live.onChange(({ changed }) => console.log(`changed: ${[...changed.keys()].join(", ")}`));
  const stop = new AbortController();
  process.once("SIGTERM", () => stop.abort());
  console.log(`working on ${live.current.concurrency} jobs at a time`);
  // Put your queue in its place.
  await work({ live, queue: memoryQueue([]), signal: stop.signal });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
