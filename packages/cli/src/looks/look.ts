import type { $ZodType } from "zod/v4/core";

import type { Context, Result } from "../command.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Page } from "../text/page.ts";
import type { Zod } from "../zod-module.ts";

/** One of the things that `confide check` looks at. */
export interface CheckLook<Data> {
  data(z: Zod): $ZodType<Data>;
  run(loaded: LoadedDefinition, context: Context): Promise<Result<Data>>;
  /** What a person reads of it; problems and warnings stand below. */
  print(data: Data, page: Page): string;
}
