import { ConfigError, formatProblems, watchConfig } from "@confide/core";

import { definitionFor } from "./confide.config.ts";
import { startService } from "./service.ts";

try {
  const live = await watchConfig(definitionFor());
  live.onChange(({ changed }) => console.log(`changed: ${[...changed.keys()].join(", ")}`));
  const service = await startService(live);
  console.log(`listening on ${service.url}`);
  // Kubernetes ends a pod so, and waits terminationGracePeriodSeconds.
  process.once("SIGTERM", () => {
    if (live.problems.length > 0) console.error(formatProblems(live.problems));
    service.close();
    void live.close();
  });
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
