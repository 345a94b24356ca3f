import type { $ZodType } from "zod/v4/core";

import type { Source } from "../contract/source.ts";
import type { Origin, Problem } from "../model/problem.ts";
import type { Setting } from "../model/setting.ts";
import { locate } from "./check-reading.ts";
import { typeMessage } from "./own-message.ts";

/** With every place that was looked in, and what the schema says of it: `z.string("give a host")`. */
export function missingProblem(
  setting: Setting,
  schema: $ZodType | undefined,
  sources: readonly Source[],
): Problem {
  const { path, secret } = setting;
  const places = sources.flatMap((source): Origin[] => {
    const location = locate(source, setting);
    return location === undefined ? [] : [{ source: source.name, location }];
  });
  const said = schema && typeMessage(schema);
  const message = said === undefined ? "missing" : `missing: ${said}`;
  return { path, kind: "missing", message, places, ...(secret && { secret }) };
}
