import { ConfigError, loadConfig } from "@confide/core";
import { workerDefinition } from "@shop/settings";

try {
  const { worker, database } = await loadConfig(workerDefinition);
  console.log(`would work on ${worker.concurrency} jobs at a time, with ${database.host}`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
