import { load as loadVarlock } from "varlock";
import { ENV } from "varlock/env";

import { readFlat } from "./flat.ts";

/** Its schema is a file, `.env.schema`, that is beside `.env`. */
export const load = async () => {
  await loadVarlock();
  return ENV;
};
export const read = readFlat;
