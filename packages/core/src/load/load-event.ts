import type { AuditOutcome } from "../model/audit-event.ts";
import { channelOf } from "../util/channel.ts";
import { ConfigError } from "../report/config-error.ts";
import type { Origin, Problem } from "../model/problem.ts";
import { cleanCause } from "../model/clean-cause.ts";
import type { Loaded } from "./provenance.ts";
import { type AuditDetails, publishAudit } from "../events/publish.ts";
import { isSecret } from "../secret/secret.ts";
import { pathName } from "../model/setting.ts";
import { isInstance } from "../util/tried.ts";
import { propertyOf } from "../util/objects.ts";

/** A load that has begun, to be reported on `confide:load` when it ends. */
export interface LoadReport {
  readonly succeeded: (loaded: Loaded) => void;
  readonly failed: (error: unknown) => void;
}

/** Nothing where nobody listens. */
export function loadEvent(signal?: AbortSignal): LoadReport | undefined {
  if (!channelOf("confide:load").hasSubscribers) return undefined;
  const startedMs = performance.now();
  const end = (outcome: AuditOutcome, settings: () => Settings) => {
    const durationMs = performance.now() - startedMs;
    publishAudit("load", () => ({ outcome, durationMs, settings: settings() }));
  };
  return {
    succeeded: (loaded) => end("ok", () => settingsOf(loaded)),
    failed: (error) => {
      if (signal?.aborted) return end(givenUp(signal), () => []);
      const problems = isInstance(error, ConfigError) ? error.problems : [];
      const { reason = "invalid" } = problems.find((problem) => problem.reason !== undefined) ?? {};
      end(reason, () => problems.map(settingWith));
    },
  };
}

function givenUp({ reason }: AbortSignal): AuditOutcome {
  return cleanCause(reason).name === "TimeoutError" ? "timeout" : "aborted";
}

type Settings = AuditDetails<"load">["settings"];

function settingsOf({ config, provenance: { plan, origins } }: Loaded): Settings {
  return plan.settings.flatMap(({ name, path }) => {
    const value = path.reduce(propertyOf, config);
    const origin = origins.get(name);
    if (value === undefined && !origin) return [];
    const secret = isSecret(value) ? value : undefined;
    return [{ setting: name, ...readPlace(origin ?? { source: "default" }), outcome: "ok" as const, secret }];
  });
}

function settingWith({ path, kind, reason, places }: Problem): Settings[number] {
  const outcome = reason ?? (kind === "missing" ? kind : "invalid");
  return { setting: pathName(path), ...readPlace(places[0]), outcome };
}

function readPlace(origin: Origin | undefined): { store?: string; ref?: string; version?: string } {
  if (!origin) return {};
  const { source, location, version } = origin;
  return {
    store: source,
    ...(location !== undefined && { ref: location }),
    ...(version !== undefined && { version }),
  };
}
