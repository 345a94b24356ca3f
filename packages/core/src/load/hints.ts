import type { Ignored } from "../contract/source.ts";
import type { Problem } from "../model/problem.ts";
import { isWithin, pathName, type Setting, type ValueType } from "../model/setting.ts";
import { formsOf } from "../model/value-forms.ts";
import type { Warning } from "../model/warning.ts";
import { didYouMean } from "../util/text.ts";
import { formatOrigin } from "../report/format-problems.ts";
import { leavesOf } from "../schema/nodes.ts";
import type { Plan } from "../schema/plan.ts";
import { keysOf } from "./item-places.ts";
import { settingAround } from "./parts.ts";
import type { Resolution } from "./resolution.ts";

/** What a setting's own names hold or lack, where that is why it is missing or not valid. */
export function withHints(plan: Plan, resolution: Resolution, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => {
    const setting = plan.settingAt.get(pathName(problem.path));
    if (problem.kind === "missing" && setting) return { ...problem, ...whyMissing(setting, resolution) };
    if (problem.kind !== "invalid" || problem.fix !== undefined) return problem;
    const empty = emptyPart(problem, resolution);
    if (empty) return { ...problem, message: "is there, but empty", fix: sentence(empty) };
    const fix = setting ? whyInvalid(plan, setting, problem, resolution) : undefined;
    return fix === undefined ? problem : { ...problem, fix };
  });
}

/** An empty variable is no default's reason to be silent, and none to print a line at each start. */
export function ignoredValues(plan: Plan, { ignored }: Resolution): Warning[] {
  return ignored.flatMap(({ path, origin, why }): Warning[] => {
    const setting = plan.settingAt.get(pathName(path)) ?? settingAround(plan, path);
    const message = `${formatOrigin(origin)} ${why}, which counts as missing`;
    return setting ? [{ kind: "ignored", path: setting.path, message, origin }] : [];
  });
}

function whyMissing(setting: Setting, resolution: Resolution): Pick<Problem, "message" | "fix"> | object {
  const own = resolution.ignored.find(({ path }) => isWithin(path, setting.path));
  if (own) return { message: "is there, but empty", fix: sentence(own) };
  const around = resolution.ignored.find(({ path }) => isWithin(setting.path, path));
  const fix = around ? sentence(around) : fileVariable(setting, resolution);
  return fix === undefined ? {} : { fix };
}

/** `L__1=` between `L__0` and `L__2`. */
function emptyPart({ path, within, message }: Problem, { ignored }: Resolution): Ignored | undefined {
  if (within === undefined || message !== "missing") return undefined;
  const name = pathName([...path, ...keysOf(within)]);
  return ignored.find((each) => pathName(each.path) === name);
}

function sentence({ origin, why, fix }: Ignored): string {
  return `${formatOrigin(origin)} ${why}${fix === undefined ? "" : `: ${fix}`}`;
}

/** `DB_PASSWORD_FILE`, where nothing reads such variables. */
function fileVariable(setting: Setting, { readings }: Resolution): string | undefined {
  if (readings.some(({ source }) => source.name === "file-variables")) return undefined;
  for (const { source, unknown } of readings.filter(({ source: { name } }) => name === "env")) {
    const names = new Set(source.names?.(setting).map((name) => `${name}_FILE`));
    const held = unknown().find(({ name }) => names.has(name));
    if (held) return `env holds ${held.name}: add fileVariables() to the sources`;
  }
  return undefined;
}

function whyInvalid(
  plan: Plan,
  setting: Setting,
  problem: Problem,
  { values }: Resolution,
): string | undefined {
  const value = values.get(setting.name)?.value;
  const [place] = problem.places;
  if (setting.secret || typeof value !== "string" || !place) return undefined;
  if (SERVICE_LINK.test(value) && place.source === "env")
    return `Kubernetes sets ${place.location} for a service of that name: give env() a prefix, or the pod enableServiceLinks: false`;
  const words = leavesOf(plan.root)
    .filter((leaf) => leaf.setting === setting)
    .flatMap(({ valueType }) => wordsOf(valueType));
  return otherCase(words, value);
}

const SERVICE_LINK = /^(?:tcp|udp|sctp):\/\/[\d.:[\]a-f]+:\d+$/i;

/** `INFO` for `info`. The word is the schema's own. */
function otherCase(words: readonly string[], text: string): string | undefined {
  const items = new Set(text.split(",").map((item) => item.trim().toLowerCase()));
  for (const word of words) {
    const isOnlySpelled = items.has(word.toLowerCase()) && !text.split(",").includes(word);
    if (isOnlySpelled) return didYouMean(word);
  }
  return undefined;
}

function wordsOf(valueType: ValueType): readonly string[] {
  return formsOf(valueType).flatMap((form) => {
    if (form.type === "array" || form.type === "set") return wordsOf(form.item());
    return form.type === "choice" ? form.values.filter((value) => typeof value === "string") : [];
  });
}
