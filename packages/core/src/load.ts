import { $ZodAsyncError, type $ZodType, type output } from "zod/v4/core";

import { publish } from "./channel.ts";
import { runsAsync } from "./code.ts";
import { ConfigError } from "./config-error.ts";
import type { Definition } from "./define.ts";
import { Deadline } from "./deadline.ts";
import { asError, type Problem, type StoreError } from "./errors.ts";
import { isPlainObject } from "./json.ts";
import { audited } from "./load-event.ts";
import { stamp } from "./loaded.ts";
import { checkedReading, oddSources } from "./reading.ts";
import type { Resolution } from "./merge.ts";
import { type Ask, resolve } from "./resolve.ts";
import { type Plan, planOf } from "./schema.ts";
import { isWithin } from "./setting.ts";
import type { ReadContext, Reading, Source, SyncSource } from "./source.ts";
import { env } from "./sources/env.ts";
import { buildTree } from "./tree.ts";
import { type Parse, type ParseResult, type Validated, validate } from "./validate.ts";
import { strictProblems, warningsOf, withFixes } from "./warnings.ts";

export interface LoadOptions {
  /** How long all sources together may take; 10 000 if left out. What has not answered by then is a problem. */
  readonly timeoutMs?: number;
  /** Gives the load up: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Asks the sources, decodes, validates, and returns the configuration as a frozen object.
 *
 * @throws ConfigError with every problem at once, and no value.
 */
export function loadConfig<S extends $ZodType>(
  definition: Definition<S>,
  options: LoadOptions = {},
): Promise<output<S>> {
  return loaded(definition, options, (steps) => audited(steps, options.signal));
}

/** The same for who looks every minute whether something has changed: of what is as it was nobody wants to hear again. */
export function reloadConfig<S extends $ZodType>(
  definition: Definition<S>,
  options: LoadOptions,
): Promise<output<S>> {
  return loaded(definition, options, undefined);
}

async function loaded<S extends $ZodType>(
  { schema, sources = [env()] }: Definition<S>,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: LoadOptions,
  told: ((steps: Steps) => Steps) | undefined,
): Promise<output<S>> {
  signal?.throwIfAborted();
  refuseOdd(sources);
  const plan = planOf(schema);
  const deadline = new Deadline(plan.settings, timeoutMs, signal);
  try {
    const steps = told ? told(load(plan, sources)) : load(plan, sources, { isQuiet: true });
    let step = steps.next();
    while (!step.done) {
      const { value: asked } = step;
      step =
        "source" in asked
          ? steps.next(await deadline.read(asked))
          : plan.runsCode
            ? await settle(steps, asked, deadline)
            : settleSync(steps, asked);
      signal?.throwIfAborted();
    }
    return step.value as output<S>;
  } finally {
    deadline.clear();
  }
}

/**
 * `loadConfig` where every source is local and every check synchronous.
 *
 * @throws ConfigError also where one is not, naming it.
 */
export function loadConfigSync<S extends $ZodType>(
  { schema, sources = [env()] }: Definition<S, SyncSource>,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: Pick<LoadOptions, "timeoutMs"> = {},
): output<S> {
  refuseOdd(sources);
  refuseAsync(sources);
  const plan = planOf(schema);
  const context: ReadContext = {
    // On use, as most sources need none: the first that a process makes takes longer than a small file.
    get signal() {
      return new AbortController().signal;
    },
    deadlineMs: Date.now() + timeoutMs,
    settings: plan.settings,
  };
  const steps = audited(load(plan, sources));
  let step = steps.next();
  while (!step.done) {
    const { value: asked } = step;
    if ("source" in asked) step = steps.next(readSync(asked, context));
    else if (plan.runsCode && runsAsync(asked.schema)) step = steps.throw(new $ZodAsyncError());
    else step = settleSync(steps, asked);
  }
  return step.value as output<S>;
}

type Answer = Reading | StoreError | ParseResult;
type Steps = Generator<Ask | Parse, unknown, Answer>;
type Step = IteratorResult<Ask | Parse, unknown>;

/** The whole load, without a promise: the two functions above only differ in how they answer its questions. */
function* load(plan: Plan, sources: readonly Source[], { isQuiet = false } = {}): Steps {
  const resolution = yield* resolve(plan, sources) as Generator<Ask, Resolution, Answer>;
  const tree = buildTree(plan, resolution);
  const validated = yield* validate(plan, tree, resolution, sources) as Generator<Parse, Validated, Answer>;
  const problems = withFixes(plan, resolution, [...validated.problems, ...strictProblems(plan, resolution)]);
  if (problems.length > 0) throw new ConfigError(inSchemaOrder(plan, problems));
  const config = validated.value;
  if (isObject(config)) stamp(config, { plan, sources, resolution, tree });
  freeze(config);
  if (!isQuiet) publishWarnings(plan, resolution);
  return config;
}

function inSchemaOrder({ settings }: Plan, problems: readonly Problem[]): Problem[] {
  const places = new Map(
    problems.map((problem) => [problem, settings.findIndex(({ path }) => isWithin(path, problem.path))]),
  );
  return problems.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

function publishWarnings(plan: Plan, resolution: Resolution): void {
  publish("confide:warning", () => warningsOf(plan, resolution));
}

// zod compiles a schema on its first parse, which takes longer than the one parse that a start needs: that goes without.
const parsedBefore = new WeakSet<$ZodType>();

function run({ schema, value }: Parse, async: boolean): ParseResult | Promise<ParseResult> {
  const first = !parsedBefore.has(schema);
  parsedBefore.add(schema);
  return schema._zod.run({ value, issues: [] }, { async, ...(first && { jitless: true }) });
}

async function settle(steps: Steps, asked: Parse, deadline: Deadline): Promise<Step> {
  let result: ParseResult;
  try {
    result = await deadline.orGivenUp(run(asked, true));
  } catch (error) {
    return steps.throw(error);
  }
  return steps.next(result);
}

function settleSync(steps: Steps, asked: Parse): Step {
  let result: ParseResult | Promise<ParseResult>;
  try {
    result = run(asked, false);
  } catch (error) {
    return steps.throw(error);
  }
  if (!(result instanceof Promise)) return steps.next(result);
  dropped(result);
  return steps.throw(new $ZodAsyncError());
}

function readSync({ source, wanted }: Ask, context: ReadContext): Reading | StoreError {
  try {
    const reading: unknown = (source as SyncSource).readSync(wanted, context);
    if (reading instanceof Promise) dropped(reading);
    return checkedReading(reading, source);
  } catch (error) {
    return asError(error, source.name);
  }
}

/** Before anything else looks at them: a name that throws, or is none, would end in an error of its own. */
function refuseOdd(sources: readonly Source[]): void {
  const problems = oddSources(sources).map((index): Problem => {
    const message = `source ${index + 1} of the definition is none: it needs a name, locate() and read()`;
    return {
      path: [],
      kind: "failed",
      reason: "malformed",
      message,
      looked: [{ source: `source ${index + 1}` }],
    };
  });
  if (problems.length > 0) throw new ConfigError(problems);
}

/** Where types could not tell: a source behind a wider type, or a program without types. */
function refuseAsync(sources: readonly Source[]): void {
  const problems = sources
    .filter((source) => !isSync(source))
    .map(({ name }): Problem => ({
      path: [],
      kind: "failed",
      reason: "unavailable",
      message: `${name} can't answer at once`,
      looked: [{ source: name }],
      fix: "use loadConfig",
    }));
  if (problems.length > 0) throw new ConfigError(problems);
}

function isSync(source: Source): source is SyncSource {
  return source.readSync !== undefined;
}

/** Nobody waits for it; its rejection, with whatever text, must not end the process. */
function dropped(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}

/** Plain objects and arrays, all the way down; what has a class keeps its own rules. */
function freeze(value: unknown, seen = new Set<unknown>()): void {
  if ((!Array.isArray(value) && !isPlainObject(value)) || seen.has(value)) return;
  seen.add(value);
  for (const each of Object.values(value)) if (isObject(each)) freeze(each, seen);
  Object.freeze(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
