import { asError, reasonText, SourceError } from "../model/errors.ts";
import { isSetting, type Place } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import type { Failed, Reading, Source, SyncSource } from "../contract/source.ts";
import { located } from "./shared/located.ts";

/**
 * Lets a load go on where this source fails: denied, unreachable, malformed. What it could not answer falls to the
 * next source or the default, and `explain` says so.
 *
 * @example
 * ```ts
 * import { env, fromStore, loadConfig, optional, secret } from "@confide/core";
 * import { memoryStore } from "@confide/core/testing";
 * import * as z from "zod";
 *
 * const schema = z.object({ token: secret(z.string()).optional() });
 * const store = memoryStore({ token: "…" });
 * store.fail("token", "unavailable");
 * const config = await loadConfig({ schema, sources: [optional(fromStore(store)), env()] }); // warns
 * ```
 */
export function optional(source: SyncSource): SyncSource;
export function optional(source: Source): Source;
export function optional(source: Source): Source {
  /** Told of each setting that it was asked for, since another source may have had it meanwhile. */
  const passAll = (error: unknown, wanted: readonly Place[]): Reading => {
    const { message } = asError(error, source.name);
    const warning = { kind: "passed", message, origin: { source: source.name } } as const;
    const settings = wanted.filter(isSetting);
    return {
      answers: [],
      warnings: settings.length === 0 ? [warning] : settings.map(({ path }) => ({ ...warning, path })),
    };
  };

  return {
    ...source,
    // One that can't say is asked, and fails there.
    ...(!source.readSync && {
      locate(place) {
        const location = located(source, place);
        return location instanceof SourceError ? source.name : location;
      },
    }),
    async read(wanted, context) {
      try {
        if (!source.readSync) refuseLost(source, wanted);
        return passFailures(
          await Promise.race([source.read(wanted, context), lateFailure(context.signal, source.name)]),
        );
      } catch (error) {
        return passAll(error, wanted);
      }
    },
    ...(source.readSync && {
      readSync(wanted, context) {
        try {
          return passFailures(source.readSync?.(wanted, context) ?? { answers: [] });
        } catch (error) {
          return passAll(error, wanted);
        }
      },
    }),
  };
}

function refuseLost(source: Source, wanted: readonly Place[]): void {
  for (const place of wanted) {
    const location = located(source, place);
    if (location instanceof SourceError) throw location;
  }
}

/** Half of what a load waits at its deadline: a source that looks at its signal says more than that it was late. */
const OPTIONAL_GRACE_MS = 25;

/** A source that doesn't look at its signal must not take an optional one's time for a failure of the load. */
function lateFailure(signal: AbortSignal, store: string): Promise<never> {
  return new Promise((_, reject) => {
    const late = () =>
      reject(new SourceError({ reason: "timeout", message: reasonText("timeout", store), store }));
    const end = () => {
      const timer = setTimeout(late, OPTIONAL_GRACE_MS);
      // An edge runtime's timer is a number.
      if (typeof timer === "object") timer.unref();
    };
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

function passFailures(reading: Reading): Reading {
  const failed = reading.answers.filter((answer): answer is Failed => "error" in answer);
  const passed = failed.filter(({ error }) => error.reason !== "not-found"); // that is no failure
  const warnings = passed.map(({ path, error, origin }): Warning => ({
    kind: "passed",
    path,
    message: error.message,
    origin,
  }));
  return {
    answers: reading.answers.filter((answer) => !("error" in answer)),
    get unknown() {
      return reading.unknown ?? [];
    },
    get missing() {
      return reading.missing ?? [];
    },
    locationIn: reading.locationIn,
    isUsed: reading.isUsed,
    ignored: reading.ignored ?? [],
    warnings: [...(reading.warnings ?? []), ...warnings],
  };
}
