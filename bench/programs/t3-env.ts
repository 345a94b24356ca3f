import { createEnv } from "@t3-oss/env-core";
import dotenv from "dotenv";

import { flatShape } from "./schemas.ts";
import { readFlat } from "./flat.ts";

const server = flatShape();

/** As its documentation has it: dotenv fills `process.env`, on which a second load finds nothing left to do. */
export const load = () => {
  dotenv.config({ quiet: true });
  return createEnv({ server, runtimeEnv: process.env });
};
export const read = readFlat;
