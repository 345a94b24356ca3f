import { loadConfig } from "@confide/core";

import definition from "./confide.config.ts";

const { database } = await loadConfig(definition);
console.log(`would connect to ${database.host} with ${String(database.password)}`);
