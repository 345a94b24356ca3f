import type { Definition, Warning } from "@confide/core";
import {
  type LoadedVariables,
  Secret,
  type SettingVariable,
  type UnspelledSetting,
} from "@confide/core/adapter";

import { CouldNotLook } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import { type Finding, findingOf, warningFinding } from "../finding.ts";
import { type ProblemReport, reportOf } from "./problem-report.ts";
import { namedSettings, unknownSetting } from "./named-settings.ts";

/** A setting as a program's environment, or a file of variables, has it. */
export interface Variable {
  /** The setting's path: `database.password`. */
  readonly setting: string;
  readonly name: string;
  readonly text: SettingVariable["text"];
  /** Whether its value is secret, or holds a secret. */
  readonly secret: boolean;
}

export interface ChosenVariables {
  readonly variables: readonly Variable[];
  /** Variables of secrets that were not chosen. */
  readonly withheld: readonly string[];
  /** Every secret of the configuration, chosen or not, for a redactor. */
  readonly secrets: readonly Secret[];
  /** Why the configuration doesn't load, or which of its chosen settings no variable holds. */
  readonly problems: readonly Finding[];
  /** The problems as a person reads them, where core has a report for them. */
  readonly report?: ProblemReport;
  readonly warnings: readonly Finding[];
}

export interface VariableChoice {
  /** Paths of settings and groups, or names of variables. Empty: all. */
  readonly only: readonly string[];
  /** Stands before each name. */
  readonly prefix: string;
}

/**
 * Loads a definition, and makes variables of its settings. Where it doesn't load, its problems are the result's.
 *
 * @throws CouldNotLook for a choice that names no setting.
 */
export async function chooseVariables(
  definition: Definition,
  core: Core,
  { only, prefix }: VariableChoice,
): Promise<ChosenVariables> {
  checkPrefix(prefix);
  const warnings: Finding[] = [];
  const onWarning = (warning: Warning) => {
    if (warning.kind !== "absent") warnings.push(warningFinding(warning, core.pathName));
  };
  let loaded: LoadedVariables;
  try {
    loaded = await core.loadVariables(withoutArguments(definition), { onWarning });
  } catch (error) {
    if (!(error instanceof core.ConfigError)) throw error;
    const problems = error.problems.map((each) => findingOf(each, core.pathName));
    return { variables: [], withheld: [], secrets: [], problems, report: reportOf(error, core), warnings };
  }
  const isChosen = choiceOf(definition, core, only);
  const secrets = secretsIn(loaded.config, core);
  const all = loaded.variables.map((each) => variableOf(each, loaded.config, core));
  const unspelled = loaded.unspelled.filter(({ place }) => isChosen(place.name));
  return {
    variables: all
      .filter(({ setting }) => isChosen(setting))
      .map((each) => ({ ...each, name: prefix + each.name })),
    withheld: all.filter(({ setting, secret }) => secret && !isChosen(setting)).map(({ name }) => name),
    secrets,
    problems: unspelled.filter(({ why }) => why === "no-text").map(unspelledFinding),
    warnings: [...warnings, ...unspelled.filter(({ why }) => why !== "no-text").map(unspelledFinding)],
  };
}

function checkPrefix(prefix: string): void {
  if (/^(?:[A-Za-z_]\w*)?$/.test(prefix)) return;
  throw new CouldNotLook({
    code: "usage",
    message: "No variable's name may begin as --prefix says",
    fix: "use letters, digits and _, and begin with no digit: --prefix APP_",
  });
}

/** Those that the process has are confide's own, and none of the application's. */
export function withoutArguments({ schema, sources }: Definition): Definition {
  return sources === undefined
    ? { schema }
    : { schema, sources: sources.filter(({ name }) => name !== "args") };
}

function choiceOf(definition: Definition, core: Core, only: readonly string[]): (setting: string) => boolean {
  if (only.length === 0) return () => true;
  const described = core.describeSettings(definition);
  const chosen = only.flatMap((name) => {
    const named = namedSettings(name, described);
    const message = "--only names no setting and no group of the definition";
    if (named.length === 0) throw unknownSetting(name, described, { core, message });
    return named.map(({ setting }) => setting.name);
  });
  const names = new Set(chosen);
  // A group is there by its own value where it holds nothing.
  return (setting) => names.has(setting) || only.includes(setting);
}

function variableOf({ place, variable, text }: SettingVariable, config: unknown, core: Core): Variable {
  const value = place.path.reduce<unknown>(ownValue, config);
  const isSecret = "secret" in place && place.secret;
  return {
    setting: place.name,
    name: variable,
    text,
    secret: isSecret || secretsIn(value, core).length > 0,
  };
}

function ownValue(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name)
    ? (Reflect.get(of, name) as unknown)
    : undefined;
}

/** As Secrets of this program's core: the definition's may be another copy, whose Secrets ours doesn't know as such. */
function secretsIn(value: unknown, core: Core): readonly Secret[] {
  const [found, seen]: [Secret[], Set<unknown>] = [[], new Set()];
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (core.Secret.is(next)) {
      const inner: unknown = next.reveal("redaction");
      found.push(new Secret(inner, labelOf(next)) as Secret);
      waiting.push(inner);
    } else waiting.push(...itemsOf(next));
  }
  return found;
}

function itemsOf(value: object): readonly unknown[] {
  if (ArrayBuffer.isView(value)) return [];
  if (value instanceof Map)
    return [...(value.keys() as Iterable<unknown>), ...(value.values() as Iterable<unknown>)];
  return value instanceof Set ? [...(value as Set<unknown>)] : Object.values(value);
}

/** `[secret database.password]` is called `database.password`. */
function labelOf(secret: Secret<unknown>): string | undefined {
  return /^\[secret (.*)\]$/s.exec(secret.toString())?.[1];
}

function unspelledFinding({ place: { name }, why }: UnspelledSetting): Finding {
  return { setting: name, ...UNSPELLED[why] };
}

const UNSPELLED: Readonly<Record<UnspelledSetting["why"], Omit<Finding, "setting">>> = {
  "no-variable": {
    code: "no-variable",
    message: "no variable is its own, so it is left out",
    fix: 'give it one by .meta({ env: ["NAME"] }), or choose others with --only',
  },
  empty: {
    code: "empty-value",
    message: "is an empty string, which env() takes as missing",
  },
  null: {
    code: "null-value",
    message: "is null, which no variable can hold, so it is left out",
  },
  "no-text": {
    code: "no-text",
    message:
      "has a value that no variable can hold: binary data, a NUL character, or an object where any value is taken",
    fix: "choose others with --only",
  },
};
