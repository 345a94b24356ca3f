import { $ZodAsyncError, type $ZodRawIssue, type $ZodType } from "zod/v4/core";

import { groupAt } from "../schema/variants.ts";
import { copied } from "./decode.ts";
import type { Origin, Problem } from "../model/problem.ts";
import { cleanCause } from "../model/clean-cause.ts";
import { describeIssue } from "./issue.ts";
import { membersOf } from "../schema/walk.ts";
import { quoting } from "./value-leaks.ts";
import { locate } from "./check-reading.ts";
import type { ParseResult } from "../schema/parse.ts";
import type { Resolution } from "./resolution.ts";
import type { Plan } from "../schema/plan.ts";
import type { Leaf } from "../schema/nodes.ts";
import { isSecret, Secret } from "../secret/secret.ts";
import { isWithin, pathName, type Setting } from "../model/setting.ts";
import type { Source } from "../contract/source.ts";
import { isInstance, tried } from "../util/tried.ts";
import { type Part, inputParts, type Input, whereFound } from "./input.ts";

type Judged = Exclude<ParseResult, { readonly thrown: unknown }>;

/** What the sources answered. */
export interface Gathered {
  readonly plan: Plan;
  readonly sources: readonly Source[];
  readonly resolution: Resolution;
}

/** What zod was given, and where it came from. */
interface GatheredInput extends Gathered {
  readonly tree: Input;
}

interface Validated {
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** @param parts Where a check or transform has thrown, which zod doesn't name: what each of `inputParts(tree)` came to alone. */
export function validate(
  gathered: GatheredInput,
  parsed: ParseResult,
  parts: readonly ParseResult[],
): Validated {
  const report = new Report(gathered);
  const { tree, resolution } = gathered;
  if ("thrown" in parsed) {
    report.blame(inputParts(tree), parts, parsed.thrown);
    return { value: undefined, problems: report.problems };
  }
  report.addAll(parsed, []);
  if (report.problems.length === 0) settleConfig(tree, parsed.value, resolution);
  return { value: parsed.value, problems: report.problems };
}

class Report {
  readonly problems: Problem[];
  readonly #plan: Plan;
  readonly #tree: Input;
  readonly #resolution: Resolution;
  readonly #sources: readonly Source[];
  /** What zod made of the input on its way: after a `preprocess`, within a pipe. */
  readonly #made: unknown[] = [];
  #quotes: ((message: string) => boolean) | undefined;

  constructor({ plan, tree, resolution, sources }: GatheredInput) {
    this.problems = [...resolution.failures, ...tree.problems];
    this.#plan = plan;
    this.#tree = tree;
    this.#resolution = resolution;
    this.#sources = sources;
  }

  blame(parts: readonly Part[], results: readonly ParseResult[], thrown: unknown): void {
    const before = this.problems.length;
    for (const [index, result] of results.entries()) {
      const { path } = parts[index] as Part;
      if (this.#isTold(path)) continue;
      if ("thrown" in result) this.#addThrown(path, result.thrown);
      else this.addAll(result, path);
    }
    if (this.problems.length === before) this.#addThrown([], thrown);
  }

  /** What is told of a setting covers its groups too: zod saw them without it. */
  #isTold(path: readonly string[]): boolean {
    return this.problems.some((problem) => isWithin(problem.path, path) || isWithin(path, problem.path));
  }

  addAll({ value, issues }: Judged, above: readonly string[]): void {
    this.#made.push(value, ...issues.map(({ input }) => input));
    this.#quotes = undefined;
    for (const issue of issues) this.#add(issue, [...above, ...(issue.path ?? [])]);
  }

  #add(issue: $ZodRawIssue, full: readonly PropertyKey[]): void {
    const setting = this.#settingAbove(full);
    const path = setting?.path ?? this.#knownPart(full);
    if (this.#covered(path, issue)) return;
    // That an optional one is needed here, a check of its group may say.
    const isOwn = issue.code !== "custom" || setting?.optional === false;
    if (setting && isOwn && !this.#isPresent(setting)) return void this.problems.push(this.#missing(setting));
    const extra = setting ? undefined : this.#extraAt(path, full);
    const inner = setting ? this.#placeWithin(setting, full.slice(setting.path.length)) : "";
    const caution = {
      secret: this.#isSecret(path) || extra?.secret === true,
      inside: setting !== undefined || extra !== undefined,
      quotes: (message: string) => this.#isQuoted(message),
      members: membersOf(this.#plan.schema),
    };
    const message = (extra ? IN_A_PROPERTY : inner) + describeIssue(issue, caution);
    this.problems.push({
      path,
      kind: "invalid",
      message,
      places: extra ? [extra.origin] : this.#found(setting, path),
      ...(caution.secret && { secret: true }),
    });
  }

  /** What a loose object or a catchall has taken besides its settings. Its name may be somebody's. */
  #extraAt(group: readonly string[], full: readonly PropertyKey[]) {
    const extra = this.#resolution.extras.get(pathName(group))?.get(String(full[group.length]));
    return extra && { origin: extra.origin, secret: this.#keepsSecrets(group) };
  }

  #keepsSecrets(group: readonly string[]): boolean {
    return groupAt(this.#plan.root, group)?.keepsSecrets === true;
  }

  #placeWithin({ name }: Setting, path: readonly PropertyKey[]): string {
    return describePlace(path, this.#tree.leaves.get(name)?.value);
  }

  /** What a source or the decoder has told covers all below it; a group that lacks such a setting is no problem of its own. */
  #covered(path: readonly string[], { code }: $ZodRawIssue): boolean {
    const isOfTheWhole = code === "custom" || code === "invalid_union";
    const told = [...this.#resolution.failures, ...this.#tree.problems];
    if (
      told.some((problem) => isWithin(path, problem.path) || (isOfTheWhole && isWithin(problem.path, path)))
    )
      return true;
    return this.problems.some((problem) => problem.kind === "missing" && isWithin(path, problem.path));
  }

  #addThrown(path: readonly string[], error: unknown): void {
    const setting = this.#plan.settingAt.get(pathName(path));
    this.problems.push({
      path,
      kind: "invalid",
      message: isInstance(error, $ZodAsyncError)
        ? "has an asynchronous check: load it with loadConfig"
        : this.#describeThrown(error),
      places: this.#found(setting, path),
      ...(this.#isSecret(path) && { secret: true }),
    });
  }

  /** An error's name may be anything, the value too. */
  #describeThrown(error: unknown): string {
    const { name } = cleanCause(error);
    return this.#isQuoted(name) ? "its check or transform threw" : `its check or transform threw ${name}`;
  }

  #missing(setting: Setting): Problem {
    const places = this.#sources.flatMap((source): Origin[] => {
      const location = locate(source, setting);
      return location === undefined ? [] : [{ source: source.name, location }];
    });
    return {
      path: setting.path,
      kind: "missing",
      message: "missing",
      places,
      ...(this.#isSecret(setting.path) && { secret: true }),
    };
  }

  #isPresent({ name }: Setting): boolean {
    return (
      this.#resolution.values.has(name) ||
      this.#tree.leaves.get(name)?.value !== undefined ||
      tried(() => this.#tree.leaves.get(name)?.leaf.defaultValue?.()) !== undefined
    );
  }

  #settingAbove(path: readonly PropertyKey[]): Setting | undefined {
    for (let length = path.length; length > 0; length--) {
      const setting = this.#plan.settingAt.get(pathName(path.slice(0, length)));
      if (setting) return setting;
    }
    return undefined;
  }

  /** An issue's path may hold a record's own names; only the schema's are shown. */
  #knownPart(path: readonly PropertyKey[]): readonly string[] {
    const groups = this.#tree.groups.map(({ node }) => node.group.path);
    return groups
      .filter((group) => isWithin(path, group))
      .reduce((longest, group) => (group.length > longest.length ? group : longest), [] as readonly string[]);
  }

  #isSecret(path: readonly string[]): boolean {
    return this.#plan.settingAt.get(pathName(path))?.secret === true;
  }

  #found(setting: Setting | undefined, path: readonly string[]): Origin[] {
    const resolved = this.#resolution.values.get(setting?.name ?? pathName(path));
    if (resolved) return [setting ? whereFound(resolved, setting) : resolved.origin];
    return setting?.hasDefault ? [{ source: "default" }] : [];
  }

  #isQuoted(message: string): boolean {
    this.#quotes ??= this.#quoting();
    return this.#quotes(message);
  }

  /** Values as they came, as they were decoded, as zod has changed them, and those that stand in for them. */
  #quoting(): (message: string) => boolean {
    const known = { secrets: [] as unknown[], others: [] as unknown[] };
    const add = (isHidden: boolean, value: unknown) => (isHidden ? known.secrets : known.others).push(value);
    const isHidden = (name: string) => this.#plan.settingAt.get(name)?.secret === true;
    for (const [name, { value }] of this.#resolution.values) add(isHidden(name), value);
    for (const [name, { leaf, value }] of this.#tree.leaves)
      add(isHidden(name), value ?? tried(() => leaf.defaultValue?.()));
    for (const [group, extras] of this.#resolution.extras)
      for (const { value } of extras.values()) add(this.#keepsSecrets(this.#groupNamed(group)), value);
    known.others.push(this.#tree.value, ...this.#made, ...defaultsIn(this.#plan.schema));
    return quoting({ ...known, names: schemaNames(this.#plan.schema) });
  }

  #groupNamed(name: string): readonly string[] {
    return this.#tree.groups.find(({ node }) => node.group.name === name)?.node.group.path ?? [];
  }
}

/** What a default stands in with, anywhere in the schema. */
function defaultsIn(schema: $ZodType): unknown[] {
  return [...membersOf(schema)].map((member) => {
    const def = (member as $ZodType)._zod.def as { readonly type?: string; readonly defaultValue?: unknown };
    return def.type === "default" || def.type === "prefault" ? tried(() => def.defaultValue) : undefined;
  });
}

function schemaNames(schema: $ZodType): ReadonlySet<string> {
  return new Set(
    [...membersOf(schema)].flatMap((member) => {
      const def = (member as $ZodType)._zod.def as { readonly type?: string; readonly shape?: object };
      return def.type === "object" ? Object.keys(def.shape ?? {}) : [];
    }),
  );
}

const IN_A_PROPERTY = "in one of its properties: ";

/** `item 3: `; names inside a setting's value are not repeated: they may be somebody's, and a map's may be numbers. */
function describePlace(path: readonly PropertyKey[], value: unknown): string {
  let holder = value;
  for (const segment of path) {
    if (Array.isArray(holder) && typeof segment === "number" && segment < holder.length)
      return `item ${segment + 1}: `;
    holder = propertyOf(holder, String(segment));
  }
  return path.length === 0 ? "" : IN_A_PROPERTY;
}

/** What zod leaves undone: it doesn't know where a Secret stands, and hands the schema's own objects out as defaults. */
function settleConfig(tree: Input, config: unknown, { values }: Resolution): void {
  for (const { leaf, value } of tree.leaves.values()) {
    const { name, secret } = leaf.setting;
    if (secret) nameSecret(leaf, config, values.get(name)?.origin);
    else if (value === undefined && leaf.defaultValue) copyDefault(leaf, config);
  }
}

/** A bare default of a secret would come out bare. */
function nameSecret(
  { setting, defaultValue }: Leaf,
  config: unknown,
  origin: Origin = { source: "default" },
): void {
  const { holder, key, held } = placeInConfig(setting, config);
  const isBare = !isSecret(held) && isBareDefault(defaultValue, held);
  const named = isBare ? new Secret(held) : held;
  if (isBare) Reflect.set(holder as object, key, named);
  if (isSecret(named)) Secret.nameAs(named, setting.name, origin);
}

function isBareDefault(defaultValue: Leaf["defaultValue"], held: unknown): boolean {
  return held !== undefined && held !== null && tried(() => defaultValue?.()) === held;
}

/** The result is frozen all the way down, and the schema's own object must not be. */
function copyDefault({ setting }: Leaf, config: unknown): void {
  const { holder, key, held } = placeInConfig(setting, config);
  if (Object(held) === held) Reflect.set(holder as object, key, copied(held));
}

function placeInConfig({ path }: Setting, config: unknown) {
  const holder = path.slice(0, -1).reduce(propertyOf, config);
  const key = path.at(-1) ?? "";
  return { holder, key, held: propertyOf(holder, key) };
}

export function propertyOf(holder: unknown, key: string): unknown {
  return typeof holder === "object" && holder !== null && Object.hasOwn(holder, key)
    ? Reflect.get(holder, key)
    : undefined;
}
