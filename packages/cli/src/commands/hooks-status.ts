import { defineCommand } from "../command.ts";
import type { Finding } from "../finding.ts";
import { HOOK_NAMES, type HookName } from "../hooks/hook-manager.ts";
import { HOOK_MANAGERS, managerOf } from "../hooks/hook-managers.ts";
import { hookSite } from "../hooks/hook-site.ts";

interface HooksStatusData {
  /** What runs the repository's hooks. */
  readonly manager: string;
  readonly hooks: readonly { readonly hook: HookName; readonly by: string | null }[];
}

export const hooksStatusCommand = defineCommand<HooksStatusData>({
  data: (z) =>
    z.strictObject({
      manager: z.string(),
      hooks: z
        .array(z.strictObject({ hook: z.enum(["pre-commit", "pre-push"]), by: z.string().nullable() }))
        .readonly(),
    }),
  async run(context) {
    const { folder } = await context.definition();
    const site = await hookSite(folder, context.terminal.env);
    const manager = managerOf(site.place);
    const used = HOOK_MANAGERS.filter((each) => each.isUsed(site.place));
    const running = used.flatMap((each) => each.running(site).map((hook) => [hook, each.name] as const));
    const hooks = HOOK_NAMES.map((hook) => ({
      hook,
      by: running.find(([name]) => name === hook)?.[1] ?? null,
    }));
    const missing = hooks.filter(({ by }) => by === null);
    return {
      data: { manager: manager.name, hooks },
      problems: missing.map(({ hook }) => missingFinding(hook)),
      next:
        missing.length === 0
          ? []
          : [{ command: "confide hooks install", why: "puts them in" }, ...manager.activate(site)],
    };
  },
  print({ hooks }, { style }) {
    return hooks
      .flatMap(({ hook, by }) => (by === null ? [] : [`${style.green("✓")} ${hook} runs confide, by ${by}`]))
      .join("\n");
  },
});

function missingFinding(hook: HookName): Finding {
  return { code: "hook-missing", message: `no ${hook} hook that git runs starts confide` };
}
