// `npm start -- --check` ends after the check; without it, the deployment follows.
import { ConfigError, loadConfig } from "@confide/core";

import { annotationOf } from "./annotations.ts";
import definition from "./confide.config.ts";

try {
  const { target, api, replicas } = await loadConfig(definition);
  console.log(`${target}: ${replicas} replicas by ${api.url}, with ${String(api.token)}`);
  if (!process.argv.includes("--check")) console.log("Put your deployment here.");
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  if (process.env["GITHUB_ACTIONS"] === "true")
    for (const problem of error.problems) console.log(annotationOf(problem));
  console.error(error.message);
  process.exitCode = 1;
}
