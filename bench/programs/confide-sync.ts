import { dotenv, env, loadConfigSync } from "@confide/core";

import { confideSchema, readConfide } from "./confide-schema.ts";

const definition = { schema: confideSchema(), sources: [env(), dotenv()] };

export const load = () => loadConfigSync(definition);
export const read = readConfide;
