import { loadConfig } from "@confide/core";

import definition from "./confide.config.ts";

const { from, mail } = await loadConfig(definition);
console.log(`would send from ${from} by ${mail.host}:${mail.port} with ${String(mail.password)}`);
