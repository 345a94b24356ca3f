import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";

import * as z from "zod";

import { flatShape } from "./schemas.ts";
import { readFlat } from "./flat.ts";

const schema = z.object(flatShape());

/** What people write by hand when they take no library. */
export const load = () => schema.parse({ ...parseEnv(readFileSync(".env", "utf8")), ...process.env });
export const read = readFlat;
