import type { Problem } from "../model/problem.ts";
import type { Loaded } from "../load/provenance.ts";
import { type AuditDetails, publishAudit } from "../events/publish.ts";
import { isSecret } from "../secret/secret.ts";
import { pathName } from "../model/setting.ts";
import { propertyOf } from "../util/objects.ts";
import type { ChangedSetting } from "./changes.ts";

interface Refreshed {
  readonly trigger: string;
  readonly durationMs: number;
  readonly problems: readonly Problem[];
  readonly changed: ReadonlyMap<string, ChangedSetting>;
  readonly loaded: Loaded;
}

/**
 * Tells on `confide:refresh` what a look came to: which settings changed, or what was wrong. A poll that finds all as it
 * was is no event: there are 1 440 a day.
 */
export function publishRefresh({ trigger, durationMs, problems, changed, loaded }: Refreshed): void {
  if (trigger === "poll" && changed.size === 0 && problems.length === 0) return;
  publishAudit("refresh", () => ({
    trigger,
    durationMs,
    outcome:
      problems.find(({ reason }) => reason !== undefined)?.reason ?? (problems.length > 0 ? "invalid" : "ok"),
    settings: [
      ...[...changed].map(([name, each]) => changedSetting(name, each, loaded)),
      ...problems.map(wrongSetting),
    ],
  }));
}

type RefreshedSetting = AuditDetails<"refresh">["settings"][number];

function changedSetting(
  setting: string,
  { from, to }: ChangedSetting,
  { config, provenance }: Loaded,
): RefreshedSetting {
  const { source, location } = provenance.origins.get(setting) ?? {};
  const value = provenance.plan.settingAt.get(setting)?.path.reduce(propertyOf, config);
  return {
    setting,
    outcome: "ok",
    store: source,
    ref: location,
    version: to,
    previousVersion: from,
    secret: isSecret(value) ? value : undefined,
  };
}

function wrongSetting({ path, kind, reason, places: [place] }: Problem): RefreshedSetting {
  return {
    setting: pathName(path),
    outcome: reason ?? (kind === "missing" ? kind : "invalid"),
    store: place?.source,
    ref: place?.location,
    version: place?.version,
  };
}
