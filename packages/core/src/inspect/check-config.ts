import type { $ZodType, $ZodTypes } from "zod/v4/core";

import { ConfigError } from "../report/config-error.ts";
import type { Definition } from "../load/definition.ts";
import type { Problem } from "../model/problem.ts";
import type { Warning } from "../model/warning.ts";
import { warningsBeside } from "../load/besides.ts";
import { describeIssue } from "../load/issue.ts";
import { loadConfig } from "../load/load.ts";
import type { LoadOptions } from "../load/load-options.ts";
import { knownOptions, type OptionNames } from "../util/known-options.ts";
import { membersOf } from "../schema/walk.ts";
import { recall } from "../load/provenance.ts";
import { quoting } from "../load/value-leaks.ts";
import { type Plan, planOf } from "../schema/plan.ts";
import type { Node } from "../schema/nodes.ts";
import { isInstance } from "../util/tried.ts";
import { pathName } from "../model/setting.ts";

export interface CheckConfigOptions extends LoadOptions {
  /**
   * Also what a load lets pass: traps and unknown names, as a check before a deployment wants them.
   *
   * @default false
   */
  readonly warnings?: boolean;
}

/**
 * What would stop this definition from loading, as data; an empty list means that it would start. Defaults are
 * validated too, which a load doesn't do (nor does zod).
 *
 * @example
 * ```ts
 * import { checkConfig, formatProblems } from "@confide/core";
 * import * as z from "zod";
 *
 * const problems = await checkConfig({ schema: z.object({ port: z.number() }) });
 * if (problems.length > 0) console.error(formatProblems(problems));
 * ```
 */
export async function checkConfig(
  definition: Definition,
  options?: CheckConfigOptions,
): Promise<readonly Problem[]> {
  const given: CheckConfigOptions = knownOptions("checkConfig()", options, CHECK_CONFIG_OPTIONS);
  const { warnings = false, ...forLoad } = given;
  try {
    const config = await loadConfig(definition, { onWarning: ignoreWarning, ...forLoad });
    return [
      ...defaultProblems(planOf(definition.schema)),
      ...(warnings ? warningProblems(recall(config)?.warnings ?? []) : []),
    ];
  } catch (error) {
    if (!isInstance(error, ConfigError)) throw error;
    const besides = warnings ? warningProblems(warningsBeside(error)) : [];
    const plan = planOrNone(definition.schema);
    const defaults = plan ? defaultProblems(plan).filter((each) => !isTold(error.problems, each)) : [];
    return [...error.problems, ...defaults, ...besides];
  }
}

const CHECK_CONFIG_OPTIONS: OptionNames<CheckConfigOptions> = {
  warnings: true,
  timeoutMs: true,
  signal: true,
  onWarning: true,
};

/** The problems hold them, where they are asked for. */
function ignoreWarning(): void {}

function planOrNone(schema: $ZodType): Plan | undefined {
  try {
    return planOf(schema);
  } catch {
    return undefined; // the schema itself is the problem, and reported
  }
}

function isTold(problems: readonly Problem[], { path }: Problem): boolean {
  return problems.some((problem) => pathName(problem.path) === pathName(path));
}

function warningProblems(warnings: readonly Warning[]): Problem[] {
  return warnings.flatMap(({ kind, path = [], message, origin, fix }) => {
    const told = kind === "doubt" ? "trap" : kind;
    return told === "trap" || told === "unknown-name"
      ? [{ path, kind: told, message, places: [origin], ...(fix !== undefined && { fix }) }]
      : [];
  });
}

function defaultProblems(plan: Plan): Problem[] {
  return nodes(plan.root).flatMap((node) => {
    const path = node.type === "leaf" ? node.setting.path : node.group.path;
    const secret = plan.settingAt.get(pathName(path))?.secret === true;
    return invalidDefault(node.schema, secret).map((message): Problem => ({
      path,
      kind: "invalid",
      message: `its default: ${message}`,
      places: [{ source: "default" }],
      ...(secret && { secret }),
    }));
  });
}

function nodes(node: Node): Node[] {
  if (node.type === "leaf") return [node];
  const within = [
    ...node.children.values(),
    ...node.choices.flatMap(({ options }) => options.map((option) => option.node)),
  ];
  return [node, ...within.flatMap(nodes)];
}

/** A default is an output: only where a schema's outputs are inputs too can it be judged. */
function invalidDefault(schema: $ZodType, secret: boolean): string[] {
  try {
    const { inner, value } = defaultIn(schema as $ZodTypes) ?? {};
    if (inner === undefined || changesValues(inner)) return [];
    const result = inner._zod.run({ value, issues: [] }, { async: false });
    if (result instanceof Promise) return (result.catch(() => undefined), []);
    return result.issues.map((issue) =>
      describeIssue(issue, {
        secret,
        inside: true,
        quotes: quoting({ secrets: secret ? [value] : [], others: secret ? [] : [value] }),
        nameOf: () => "",
        members: membersOf(schema),
      }),
    );
  } catch {
    return []; // asynchronous or throwing checks and defaults are the load's to report
  }
}

function defaultIn(schema: $ZodTypes): { readonly inner: $ZodType; readonly value: unknown } | undefined {
  const def = schema._zod.def;
  if (def.type === "default") return { inner: def.innerType, value: def.defaultValue };
  if (def.type === "pipe") return defaultIn(def.in as $ZodTypes);
  return "innerType" in def ? defaultIn(def.innerType as $ZodTypes) : undefined;
}

function changesValues(schema: $ZodType): boolean {
  const def = (schema as $ZodTypes)._zod.def;
  if (def.type === "pipe" || def.type === "transform") return true;
  if (def.type === "object") return Object.values(def.shape).some(changesValues);
  if (def.type === "array") return changesValues(def.element);
  if (def.type === "union") return def.options.some(changesValues);
  return "innerType" in def && changesValues(def.innerType);
}
