import { config } from "./config.ts";

try {
  config();
  console.log("the settings are valid");
} catch (error) {
  // Next.js itself would go on, and answer every request with an error.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
