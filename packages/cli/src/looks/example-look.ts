import { join, relative } from "node:path";

import { textOrNone } from "../files/read-text.ts";
import { withoutValues } from "../settings/env-lines.ts";
import { exampleDrift } from "../settings/example-drift.ts";
import { counted } from "../text/counted.ts";
import type { CheckLook } from "./look.ts";

export interface ExampleLookData {
  readonly look: "example";
  readonly fits: boolean;
  readonly settings: number;
  /** Files that were mended. */
  readonly written: readonly string[];
}

const MEND = {
  command: "confide check --example --write",
  why: "shows what would change, asks, and writes it",
};

/** Does `.env.example` fit? No value is read. */
export const exampleLook: CheckLook<ExampleLookData> = {
  data: (z) =>
    z.strictObject({
      look: z.literal("example"),
      fits: z.boolean(),
      settings: z.int(),
      written: z.array(z.string()).readonly(),
    }),
  async run({ definition, core, folder }, context) {
    const path = join(folder, ".env.example");
    const described = core.describeSettings(definition);
    const generated = core.envExample(definition);
    const drift = exampleDrift(textOrNone(path), generated, described);
    const file = relative(context.terminal.cwd, path);
    const problems = drift.problems.map((each) => ({ ...each, file }));
    const data = {
      look: "example",
      fits: problems.length === 0,
      settings: described.length,
      written: [],
    } as const;
    if (data.fits) return { data };
    if (!context.options.flag("write")) return { data, problems, next: [MEND] };
    const proposal = await context.propose({ path, text: drift.mended, shown: withoutValues(generated) });
    return proposal === "written" ? { data: { ...data, fits: true, written: [file] } } : { data, problems };
  },
  print({ fits, settings, written }, { style }) {
    if (written.length > 0) return `${style.green("✓")} wrote ${written.join(", ")}`;
    return fits ? `${style.green("✓")} .env.example fits: ${counted(settings, "setting")}` : "";
  },
};
