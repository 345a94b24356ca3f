// One call on this machine, with a secret in memory in place of AWS.
import { memoryStore } from "@confide/core/testing";

import { handlerWith } from "./handler.ts";

const database = { host: "db.example", username: "shop", password: "made-up" };
console.log(await handlerWith(memoryStore({ "prod/database": database }), "prod/database")());
