import { relative } from "node:path";

import { defineCommand } from "../command.ts";
import { textOrNone } from "../files/read-text.ts";
import { HOOK_MANAGERS } from "../hooks/hook-managers.ts";
import { hookSite } from "../hooks/hook-site.ts";

interface HooksUninstallData {
  readonly files: readonly string[];
  readonly outcome: "written" | "declined" | "unchanged";
}

export const hooksUninstallCommand = defineCommand<HooksUninstallData>({
  data: (z) =>
    z.strictObject({
      files: z.array(z.string()).readonly(),
      outcome: z.enum(["written", "declined", "unchanged"]),
    }),
  async run(context) {
    const { terminal } = context;
    const { folder } = await context.definition();
    const site = await hookSite(folder, terminal.env);
    const files = HOOK_MANAGERS.filter((manager) => manager.isUsed(site.place)).flatMap((manager) =>
      manager.uninstall(site),
    );
    const changed = files.filter(
      ({ path, text }) => textOrNone(path) !== undefined && textOrNone(path) !== text,
    );
    const outcome = await context.proposeAll(changed);
    return { data: { files: changed.map(({ path }) => relative(terminal.cwd, path)), outcome } };
  },
  print({ files, outcome }, { style }) {
    if (outcome === "declined") return "Nothing was written.";
    if (outcome === "unchanged") return `${style.green("✓")} no hook runs confide`;
    return `${style.green("✓")} took confide out of ${files.join(", ")}`;
  },
});
