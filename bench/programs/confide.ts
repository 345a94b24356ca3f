import { dotenv, env, loadConfig } from "@confide/core";

import { confideSchema, readConfide } from "./confide-schema.ts";

const definition = { schema: confideSchema(), sources: [env(), dotenv()] };

export const load = async () => loadConfig(definition);
export const read = readConfide;
