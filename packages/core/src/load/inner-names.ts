import type { Source } from "../contract/source.ts";
import type { Problem } from "../model/problem.ts";
import { pathName, type Setting, type ValueType } from "../model/setting.ts";
import { formsOf, typesAt } from "../model/value-forms.ts";
import type { Warning } from "../model/warning.ts";
import type { Leaf } from "../schema/nodes.ts";
import { revealed } from "../secret/secret.ts";
import { isPlainObject } from "../util/safe-json.ts";
import { didYouMean, nearest } from "../util/text.ts";
import { tried } from "../util/tried.ts";
import { keysOf } from "./item-places.ts";
import type { GatheredInput } from "./gathered.ts";
import { whereFoundWithin } from "./where-found.ts";
import { isInPlace } from "./within.ts";

/** A name inside a setting's value, in an object of the schema that doesn't have it: `servers[1].prot`. */
interface InnerName {
  readonly setting: Setting;
  readonly source: Source;
  /** Of the object: `[1]`. */
  readonly within: string;
  readonly name: string;
  /** It is near to one of the object's own names. */
  readonly isNear: boolean;
  /** The nearest of those, unless the object holds it too: then it was not meant. */
  readonly meant: string | undefined;
}

export function innerNames({ tree, resolution }: GatheredInput): readonly InnerName[] {
  return [...tree.leaves.values()].flatMap(({ leaf, value }) => {
    const source = resolution.values.get(leaf.setting.name)?.source;
    return source && MAY_HOLD_NAMES.has(leaf.valueType.type) ? [...namesWithin(leaf, source, value)] : [];
  });
}

const MAY_HOLD_NAMES: ReadonlySet<string> = new Set(
  "array set tuple record map object union nullable lenient raw".split(" "),
);

function* namesWithin({ setting, valueType }: Leaf, source: Source, value: unknown): Iterable<InnerName> {
  for (const { forms, within, object } of objectsIn(formsOf(valueType), revealed(value))) {
    const known = namesOfForms(forms);
    if (!known) continue;
    for (const name of Object.keys(object).filter((each) => !known.has(each))) {
      const near = nearest(name, known);
      const isHeld = near !== undefined && Object.hasOwn(object, near);
      yield { setting, source, within, name, isNear: near !== undefined, meant: isHeld ? undefined : near };
    }
  }
}

interface ObjectWithin {
  readonly forms: readonly ValueType[];
  readonly within: string;
  readonly object: Record<string, unknown>;
}

function* objectsIn(forms: readonly ValueType[], value: unknown, within = ""): Iterable<ObjectWithin> {
  const behind = behindPreprocess(forms, value);
  if (behind) {
    yield* objectsIn(behind.forms, behind.value, within);
    return;
  }
  if (isPlainObject(value)) yield { forms, within, object: value };
  for (const [key, part] of innerParts(value)) {
    const below = typesAt(forms, key);
    if (below.length > 0) yield* objectsIn(below, part, within + segment(forms, key));
  }
}

/** A preprocess may name things anew: what counts is what the schema behind it gets. */
function behindPreprocess(forms: readonly ValueType[], value: unknown) {
  const [form] = forms;
  if (forms.length !== 1 || form?.type !== "raw" || !form.preprocess) return undefined;
  const { preprocess } = form;
  const behind = tried(() => formsOf(preprocess.kind()));
  return behind && { forms: behind, value: preprocess.made(value) };
}

function innerParts(value: unknown): Iterable<readonly [key: string | number, part: unknown]> {
  if (Array.isArray(value)) return value.entries();
  if (value instanceof Set) return [...(value as Set<unknown>)].entries();
  if (value instanceof Map)
    return [...(value as Map<unknown, unknown>)].map(([key, part]) => [String(key), part]);
  return isPlainObject(value) ? Object.entries(value) : [];
}

function segment(forms: readonly ValueType[], key: string | number): string {
  if (typeof key === "number") return `[${key}]`;
  return forms.some((form) => form.type === "object" && form.shape.has(key)) ? `.${pathName([key])}` : ".*";
}

/** Nothing where an object may hold any name, as a record does. */
function namesOfForms(forms: readonly ValueType[]): ReadonlySet<string> | undefined {
  const objects = forms.filter(({ type }) => OBJECT_FORMS.has(type));
  const shapes = objects.flatMap((form) => (form.type === "object" && !form.rest ? [form.shape] : []));
  return shapes.length > 0 && shapes.length === objects.length
    ? new Set(shapes.flatMap((shape) => [...shape.keys()]))
    : undefined;
}

const OBJECT_FORMS: ReadonlySet<string> = new Set(["object", "record", "map", "raw"]);

/** Those that a strict source refuses, but for what zod has refused itself; and a fix for what is missing because of one. */
export function innerNameProblems(
  gathered: GatheredInput,
  names: readonly InnerName[],
  found: readonly Problem[],
): Problem[] {
  const fixed = found.map((problem): Problem => {
    const typo = names.find(({ setting, within, meant }) => {
      return setting.path === problem.path && meant !== undefined && problem.within === `${within}.${meant}`;
    });
    return typo && problem.fix === undefined ? { ...problem, fix: fixOf(typo) } : problem;
  });
  const isTold = ({ setting, within }: InnerName) =>
    found.some((problem) => problem.path === setting.path && isInPlace(within, problem.within ?? ""));
  const refused = names.filter((name) => name.source.unknownNames === "refuse" && !isTold(name));
  return [...fixed, ...refused.map((name) => innerProblem(gathered, name))];
}

/** Typos in what was loaded. */
export function innerNameWarnings(gathered: GatheredInput, names: readonly InnerName[]): Warning[] {
  return names.flatMap((name): Warning[] => {
    const { path, message, places, fix } = innerProblem(gathered, name);
    const [origin] = places;
    return !name.isNear || !origin ? [] : [{ kind: "unknown-name", path, message, origin, fix }];
  });
}

/** A name that is near to none of the schema's may be a value. */
function innerProblem({ resolution }: GatheredInput, inner: InnerName): Problem {
  const { setting, within, name, isNear } = inner;
  const resolved = resolution.values.get(setting.name);
  const isShown = isNear && !setting.secret;
  return {
    path: setting.path,
    ...(within !== "" && { within }),
    kind: "unknown-name",
    message: isShown ? `unknown name ${pathName([name])}` : "holds a name that the schema doesn't know",
    places: resolved ? [whereFoundWithin(resolved, setting, [...keysOf(within), name])] : [],
    fix: fixOf(inner),
    ...(setting.secret && { secret: true }),
  };
}

function fixOf({ meant }: InnerName): string {
  return meant === undefined ? "take it out, or add it to the schema" : didYouMean(meant);
}
