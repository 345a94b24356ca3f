import { readFileSync } from "node:fs";

import { createEnv } from "@t3-oss/env-core";
import dotenv from "dotenv";

import { flatShape } from "./schemas.ts";
import { readFlat } from "./flat.ts";

const server = flatShape();

/** Reads again what may have changed. */
export const load = () => {
  const parsed = dotenv.parse(readFileSync(".env", "utf8"));
  return createEnv({ server, runtimeEnv: { ...parsed, ...process.env } });
};
export const read = readFlat;
