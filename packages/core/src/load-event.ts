import type { AuditOutcome } from "./audit-event.ts";
import { channelOf } from "./channel.ts";
import { ConfigError } from "./config-error.ts";
import { cleanCause, type Origin, type Problem } from "./errors.ts";
import { loadedOf } from "./loaded.ts";
import { type AuditDetails, publishAudit } from "./publish-audit.ts";
import { isSecret } from "./secret.ts";
import { pathName } from "./setting.ts";
import { propertyOf } from "./validate.ts";

/** A load, told of on `confide:load` when it ends; the very steps it is given where nobody listens. */
export function audited<Q, A>(
  steps: Generator<Q, unknown, A>,
  signal?: AbortSignal,
): Generator<Q, unknown, A> {
  return channelOf("confide:load").hasSubscribers ? heard(steps, signal) : steps;
}

function* heard<Q, A>(
  steps: Generator<Q, unknown, A>,
  signal: AbortSignal | undefined,
): Generator<Q, unknown, A> {
  const startedMs = performance.now();
  const tell = (outcome: AuditOutcome, settings: () => Settings = () => []) => {
    signal?.removeEventListener("abort", giveUp);
    const durationMs = performance.now() - startedMs;
    publishAudit("load", () => ({ outcome, durationMs, settings: settings() }));
  };
  // Who drives these steps leaves them where they stand when it gives up.
  const giveUp = () => tell(cleanCause(signal?.reason).name === "TimeoutError" ? "timeout" : "aborted");
  signal?.addEventListener("abort", giveUp, { once: true });
  try {
    const config = yield* steps;
    if (!signal?.aborted) tell("ok", () => settingsOf(config));
    return config;
  } catch (error) {
    const problems = error instanceof ConfigError ? error.problems : [];
    const { reason = "invalid" } = problems.find((problem) => problem.reason !== undefined) ?? {};
    if (!signal?.aborted) tell(reason, () => problems.map(settingWith));
    throw error;
  }
}

type Settings = AuditDetails<"load">["settings"];

function settingsOf(config: unknown): Settings {
  const loaded = typeof config === "object" && config !== null ? loadedOf(config) : undefined;
  if (!loaded) return [];
  const { plan, resolution } = loaded;
  return plan.settings.flatMap(({ name, path }) => {
    const value = path.reduce(propertyOf, config);
    const { origin } = resolution.values.get(name) ?? {};
    if (value === undefined && !origin) return [];
    const secret = isSecret(value) ? value : undefined;
    return [{ setting: name, ...placeOf(origin ?? { source: "default" }), outcome: "ok" as const, secret }];
  });
}

function settingWith({ path, kind, reason, looked }: Problem): Settings[number] {
  const outcome = reason ?? (kind === "missing" ? kind : "invalid");
  return { setting: pathName(path), ...placeOf(looked[0]), outcome };
}

function placeOf(origin: Origin | undefined): { store?: string; ref?: string; version?: string } {
  if (!origin) return {};
  const { source, location, version } = origin;
  return {
    store: source,
    ...(location !== undefined && { ref: location }),
    ...(version !== undefined && { version }),
  };
}
