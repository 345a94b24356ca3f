import * as z from "zod";
import { loadConfigSync } from "zod-config";
import { dotEnvAdapter } from "zod-config/dotenv-adapter";
import { envAdapter } from "zod-config/env-adapter";

import { flatShape } from "./schemas.ts";
import { readFlat } from "./flat.ts";

const schema = z.object(flatShape());

export const load = () =>
  loadConfigSync({ schema, adapters: [dotEnvAdapter({ path: ".env" }), envAdapter()] });
export const read = readFlat;
