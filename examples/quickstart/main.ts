import { ConfigError, explain, formatExplanation } from "@confide/core";

import { configIn } from "./config.ts";

// The paths in config.ts are relative. A service manager sets the folder; here, `npm start` may come from anywhere.
process.chdir(import.meta.dirname);

try {
  const config = await configIn(process.argv.includes("--broken") ? "broken" : "sample");
  console.log(formatExplanation(explain(config)));

  const { host, username, password } = config.database;
  // A driver is given password.reveal(). Whatever prints the Secret itself, on purpose or not, shows its name.
  console.log(`\nWould listen on ${config.port} and connect to ${host} as ${username} with`, password);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
