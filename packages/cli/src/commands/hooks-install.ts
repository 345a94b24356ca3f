import { relative } from "node:path";

import { type Context, defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { textOrNone } from "../files/read-text.ts";
import { HOOK_MANAGERS, managerOf } from "../hooks/hook-managers.ts";
import type { HookManager } from "../hooks/hook-manager.ts";
import { hookSite } from "../hooks/hook-site.ts";
import { hooksPlan } from "../hooks/hooks-plan.ts";
import { secretPatterns } from "../hooks/secret-patterns.ts";
import type { Zod } from "../zod-module.ts";

interface HooksInstallData {
  readonly manager: string;
  /** The secret settings whose form the scanners are told of. */
  readonly patterns: readonly string[];
  readonly files: readonly { readonly file: string; readonly change: "new" | "changed" | "unchanged" }[];
  readonly outcome: "written" | "declined" | "unchanged" | "dry-run";
}

export const hooksInstallCommand = defineCommand<HooksInstallData>({
  data: (z) =>
    z.strictObject({
      manager: z.string(),
      patterns: z.array(z.string()).readonly(),
      files: z
        .array(z.strictObject({ file: z.string(), change: z.enum(["new", "changed", "unchanged"]) }))
        .readonly(),
      outcome: z.enum(["written", "declined", "unchanged", "dry-run"]),
    }),
  async run(context) {
    const { options, terminal } = context;
    const named = namedManager(context);
    const { definition, core, folder, requireFrom } = await context.definition();
    const site = await hookSite(folder, terminal.env);
    const manager = named ?? managerOf(site.place);
    const zod = (requireFrom("zod") ?? (await import("zod"))) as Zod;
    const patterns = secretPatterns(definition, core, zod);
    const gitSecrets = options.flag("git-secrets");
    const files = hooksPlan(manager, site, { patterns, gitSecrets });
    const changes = files.map(({ path, text }) => {
      const before = textOrNone(path);
      const change = before === undefined ? "new" : before === text ? "unchanged" : "changed";
      return { file: relative(terminal.cwd, path), change } as const;
    });
    const dry = options.flag("dry-run");
    const proposal = await context.proposeAll(files, dry);
    const outcome = dry && proposal !== "unchanged" ? "dry-run" : proposal;
    const isThere = outcome === "written" || outcome === "unchanged";
    const lacks = manager.running(site).length < 2 ? manager.activate(site) : [];
    const provider = {
      command: "git secrets --add-provider -- cat .gitsecrets",
      why: "tells git-secrets of the patterns",
    };
    return {
      data: {
        manager: manager.name,
        patterns: patterns.map(({ setting }) => setting),
        files: changes,
        outcome,
      },
      next: isThere ? [...lacks, ...(gitSecrets && patterns.length > 0 ? [provider] : [])] : [],
    };
  },
  print({ manager, files, outcome }, { style }) {
    const names = files.flatMap(({ file, change }) => (change === "unchanged" ? [] : [file])).join(", ");
    if (outcome === "declined") return "Nothing was written.";
    if (outcome === "unchanged") return `${style.green("✓")} everything is there already, by ${manager}`;
    return `${style.green("✓")} ${outcome === "dry-run" ? "would write" : "wrote"} ${names}`;
  },
});

function namedManager({ options }: Context): HookManager | undefined {
  const name = options.text("manager");
  const found = HOOK_MANAGERS.find((manager) => manager.name === name);
  if (name === undefined || found !== undefined) return found;
  throw new CouldNotLook({
    code: "usage",
    message: "--manager takes the name of a hook manager that confide knows",
    fix: `name one of ${HOOK_MANAGERS.map((manager) => manager.name).join(", ")}`,
  });
}
