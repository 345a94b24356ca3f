import type { $ZodType, output } from "zod/v4/core";

import { publish } from "../util/channel.ts";
import { Deadline, DEFAULT_TIMEOUT_MS } from "./deadline.ts";
import { definitionParts } from "./check-definition.ts";
import type { Definition } from "./definition.ts";
import { knownOptions } from "../util/known-options.ts";
import { asError, type SourceError } from "../model/errors.ts";
import { type LoadReport, loadEvent } from "./load-event.ts";
import { refuseSecretsInBrowser } from "./in-browser.ts";
import type { Loaded } from "./provenance.ts";
import { checkedReading } from "./check-reading.ts";
import { refuseAsync } from "./check-sources.ts";
import { Resolution } from "./resolution.ts";
import { type Place } from "../model/setting.ts";
import type { ReadContext, Reading, SyncSource } from "../contract/source.ts";
import { LOAD_OPTIONS, LOAD_SYNC_OPTIONS, type LoadOptions } from "./load-options.ts";
import type { Gathered } from "./gathered.ts";
import { warningsBeside } from "./besides.ts";
import { conclude, concludeSync } from "./conclude.ts";
import { emitWarning } from "./emit-warning.ts";
import type { Warning } from "../model/warning.ts";
import { checkedMs } from "../util/checked-ms.ts";
import { tried } from "../util/tried.ts";

/**
 * Asks the sources, decodes, validates, and returns the configuration as a frozen object.
 *
 * @throws ConfigError with every problem at once, and no value.
 *
 * @example
 * ```ts
 * import { env, loadConfig, secret } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ port: z.number().default(3000), password: secret(z.string()) });
 * const config = await loadConfig({ schema, sources: [env({ from: { PASSWORD: "…" } })] });
 * console.log(config.port, config.password); // 3000 [secret password]
 * ```
 */
export async function loadConfig<S extends $ZodType>(
  definition: Definition<S>,
  options?: LoadOptions,
): Promise<output<S>> {
  const given: LoadOptions = knownOptions("loadConfig()", options, LOAD_OPTIONS);
  const { config } = await loadAndReport(definition, given);
  return config as output<S>;
}

type LiveLoadOptions = LoadOptions & Pick<ReadContext, "storeFor">;

/** A load, with its warnings and its event. */
export async function loadAndReport(definition: Definition, options: LiveLoadOptions): Promise<Loaded> {
  const event = loadEvent(options.signal);
  try {
    const loaded = await load(definition, options);
    report(loaded, options, event);
    return loaded;
  } catch (error) {
    reportFailed(error, options, event);
    throw error;
  }
}

/**
 * `loadConfig` where every source is local and every check synchronous.
 *
 * @throws ConfigError also where one is not, naming it.
 *
 * @example
 * ```ts
 * import { dotenv, env, loadConfigSync } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ port: z.number().default(3000) });
 * const { port } = loadConfigSync({ schema, sources: [env(), dotenv()] });
 * ```
 */
export function loadConfigSync<S extends $ZodType>(
  definition: Definition<S, SyncSource>,
  options?: Omit<LoadOptions, "signal">,
): output<S> {
  const given: Omit<LoadOptions, "signal"> = knownOptions("loadConfigSync()", options, LOAD_SYNC_OPTIONS);
  const event = loadEvent();
  try {
    const loaded = loadSync(definition, given);
    report(loaded, given, event);
    return loaded.config as output<S>;
  } catch (error) {
    reportFailed(error, given, event);
    throw error;
  }
}

type Reporting = Pick<LoadOptions, "onWarning">;

function report(loaded: Loaded, options: Reporting, event: LoadReport | undefined): void {
  reportWarnings(loaded.provenance.warnings, options);
  event?.succeeded(loaded);
}

/** What was odd may be why it failed. */
function reportFailed(error: unknown, options: Reporting, event: LoadReport | undefined): void {
  tried(() => reportWarnings(warningsBeside(error), options)); // the problems are worth more than what a callback throws
  event?.failed(error);
}

function reportWarnings(warnings: readonly Warning[], { onWarning = emitWarning }: Reporting): void {
  publish("confide:warning", () => warnings);
  for (const warning of warnings) onWarning(warning);
}

/** Reports nothing: a live configuration loads every minute. */
export async function load(
  definition: Definition,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal, storeFor }: LiveLoadOptions,
): Promise<Loaded> {
  checkedMs("timeoutMs", timeoutMs);
  signal?.throwIfAborted();
  const begun = begin(definition);
  const { plan, sources, resolution } = begun;
  const deadline = new Deadline({ timeoutMs, signal, settings: plan.settings, storeFor });
  try {
    for (const source of sources) {
      const { wanted, failure } = resolution.questionTo(source);
      if (!wanted) continue;
      resolution.take(source, wanted, failure ?? (await deadline.read(source, wanted)));
      signal?.throwIfAborted();
    }
    return await deadline.orGivenUp(conclude(begun));
  } finally {
    deadline.clear();
  }
}

function loadSync(
  definition: Definition<$ZodType, SyncSource>,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: Pick<LoadOptions, "timeoutMs">,
): Loaded {
  checkedMs("timeoutMs", timeoutMs);
  const begun = begin(definition);
  const { plan, sources, resolution } = begun;
  refuseAsync(sources);
  const context: ReadContext = {
    // On use, as most sources need none: the first that a process makes takes longer than a small file.
    get signal() {
      return new AbortController().signal;
    },
    deadlineMs: Date.now() + timeoutMs,
    settings: plan.settings,
  };
  for (const source of sources) {
    const { wanted } = resolution.questionTo(source);
    if (wanted) resolution.take(source, wanted, readSync(source, wanted, context));
  }
  return concludeSync(begun);
}

/** What a load needs before it asks the first source. */
function begin(definition: Definition): Gathered {
  const { plan, sources } = definitionParts(definition);
  refuseSecretsInBrowser(plan);
  return { plan, sources, resolution: new Resolution(plan) };
}

function readSync(source: SyncSource, wanted: readonly Place[], context: ReadContext): Reading | SourceError {
  try {
    const reading: unknown = source.readSync(wanted, context);
    // Nobody waits for it; its rejection must not end the process.
    if (reading instanceof Promise) reading.catch(() => undefined);
    return checkedReading(reading, source);
  } catch (error) {
    return asError(error, source.name);
  }
}
