import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";
import { askedSetting, isUseOf } from "./asked-secret.ts";
import { type SecretUse, usesIn } from "./uses.ts";

/** When a secret of the definition was last used, as far as audit files go back. */
export interface LastUse {
  readonly setting: string;
  /** When its value was last given out. */
  readonly revealedMs?: number | undefined;
  /** When a program last loaded it, which needs nobody to use it. */
  readonly loadedMs?: number | undefined;
}

export interface LastUses {
  readonly secrets: readonly LastUse[];
  /** The oldest event; `undefined` where there is none. */
  readonly fromMs: number | undefined;
}

/** The last use of each secret of a definition. A reveal to find the value in logs is none. */
export async function lastUses(
  paths: readonly string[],
  definition: Definition,
  core: Core,
): Promise<LastUses> {
  const secrets = core
    .describeSettings(definition)
    .filter(({ setting }) => setting.secret)
    .map(({ setting }) => ({ name: setting.name, asked: askedSetting(setting, definition, core) }));
  const last = new Map<string, LastUse>(secrets.map(({ name }) => [name, { setting: name }]));
  let fromMs: number | undefined;
  for await (const use of usesIn(paths, core)) {
    fromMs = Math.min(fromMs ?? use.timeMs, use.timeMs);
    for (const { name, asked } of secrets)
      if (isUseOf(asked, use, core)) last.set(name, withUse(last.get(name) ?? { setting: name }, use));
  }
  return { secrets: [...last.values()], fromMs };
}

const REDACTION = "redaction";

function withUse(before: LastUse, { event, outcome, purpose, timeMs }: SecretUse): LastUse {
  if (outcome !== "ok") return before;
  if (event === "reveal" && purpose !== REDACTION)
    return { ...before, revealedMs: Math.max(before.revealedMs ?? timeMs, timeMs) };
  return event === "load" || event === "refresh"
    ? { ...before, loadedMs: Math.max(before.loadedMs ?? timeMs, timeMs) }
    : before;
}
