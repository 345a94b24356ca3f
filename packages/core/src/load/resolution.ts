import { groupAt, leaves } from "../schema/variants.ts";
import { SourceError } from "../model/errors.ts";
import type { Origin, Problem } from "../model/problem.ts";
import { isPlainObject, isUnsafeKey, parseJson, refuseUnsafeKeys } from "../util/safe-json.ts";
import { type UnknownName, unknownNames, unknownValues } from "./check-reading.ts";
import { Parts } from "./parts.ts";
import { formatProperty, parseProperty } from "../model/ref.ts";
import { leavesOf } from "../schema/nodes.ts";
import type { Plan } from "../schema/plan.ts";
import { revealed } from "../secret/secret.ts";
import { groupsOf, isSetting, isWithin, pathName, type Place, type Setting } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import type { Failed, Found, Ignored, Present, Reading, Source, Unknown } from "../contract/source.ts";
import { tried } from "../util/tried.ts";
import { located } from "../sources/shared/located.ts";

/** One value, before it is decoded, and where it came from. */
interface Resolved {
  readonly value: unknown;
  readonly origin: Origin;
  readonly source: Source;
}

export interface SourceReading {
  readonly source: Source;
  /** Unknown names inside the values of groups. */
  readonly inGroups: readonly UnknownName[];
  /** The source's own unknown names. A function, as most loads don't look. */
  readonly unknown: () => readonly UnknownName[];
}

interface Question {
  /** Left out where there is nothing to ask. */
  readonly wanted?: readonly Place[];
  /** Why it can't be asked: then none of these may come from a later source, whose value could be an older one. */
  readonly failure?: SourceError;
}

/** One source's turn. */
interface Turn {
  readonly source: Source;
  readonly asked: ReadonlySet<Place>;
  readonly inGroups: UnknownName[];
}

/** What the sources answered, one after the other, merged by leaf: the first that has a value wins. */
export class Resolution {
  /** By the setting's name; by the group's where a nullable group is `null`. */
  readonly values = new Map<string, Resolved>();
  readonly failures: Problem[] = [];
  readonly warnings: Warning[] = [];
  /** What counts as missing though something is there, of what was asked for. */
  readonly ignored: Ignored[] = [];
  /** Unknown names inside a group's own value, which a strict or loose object is given too; by the group's name. */
  readonly extras = new Map<string, Map<string, Resolved>>();
  /** Values of settings that an earlier source had already; by the setting's name. */
  readonly shadowed = new Map<string, Origin[]>();
  readonly readings: SourceReading[] = [];
  readonly #plan: Plan;
  readonly #failed = new Set<Setting>();
  readonly #parts = new Parts();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** What a source is asked for: what is missing and, by its own `locate`, may be there. */
  questionTo(source: Source): Question {
    const missing = this.#missing();
    // A local source is asked in any case: a strict one must see unknown names, and `explain` shows what is shadowed.
    if (source.readSync) return { wanted: missing };
    const wanted: Place[] = [];
    for (const place of missing) {
      const location = located(source, place);
      if (location instanceof SourceError) return { wanted: missing, failure: location };
      if (location !== undefined) wanted.push(place);
    }
    return wanted.length > 0 ? { wanted } : {};
  }

  /** Neither found nor failed, and in a branch that what is found so far has not excluded. */
  #missing(): readonly Place[] {
    if (!this.#plan.hasVariants && this.values.size + this.#failed.size === 0) return this.#plan.places;
    const settings = this.#plan.hasVariants ? this.#chosen() : this.#plan.settings;
    const missing = settings.filter(
      (setting) => !this.values.has(setting.name) && !this.#failed.has(setting),
    );
    return [...missing, ...groupsOf(missing)];
  }

  #chosen(): readonly Setting[] {
    const names = new Set<string>();
    for (const leaf of leaves(this.#plan.root, this.values)) names.add(leaf);
    return this.#plan.settings.filter(({ name }) => names.has(name));
  }

  /** What a source answered, or why it could not be read. */
  take(source: Source, wanted: readonly Place[], answer: Reading | SourceError): void {
    if (answer instanceof SourceError) this.#failAll(source, wanted, answer);
    else this.#add(source, wanted, answer);
  }

  #add(source: Source, wanted: readonly Place[], reading: Reading): void {
    const turn: Turn = { source, asked: new Set(wanted), inGroups: [] };
    const groups: Found[] = [];
    for (const answer of reading.answers) {
      if ("error" in answer) continue;
      if (!("value" in answer)) continue;
      const setting = this.#settingAt(answer.path);
      if (setting) this.#addLeaf(turn, setting, answer.value, answer.origin);
      else if (!this.#addPart(turn, answer)) groups.push(answer);
    }
    // Leaves before groups, and inner before outer ones: in one source the deeper name wins.
    groups.sort((a, b) => b.path.length - a.path.length);
    for (const group of groups) this.#addGroup(turn, group);
    for (const answer of reading.answers) {
      if ("error" in answer) this.#addFailed(turn.asked, answer);
      else if (!("value" in answer)) this.#addPresent(turn, answer);
    }
    if (this.#plan.keepsUnknown) for (const each of unknownValues(reading)) this.#addUnknown(source, each);
    this.warnings.push(...(reading.warnings ?? []));
    this.ignored.push(...ofAsked(turn.asked, reading.ignored));
    this.readings.push({ source, inGroups: turn.inGroups, unknown: () => unknownNames(source, reading) });
  }

  #settingAt(path: readonly string[]): Setting | undefined {
    return this.#plan.settingAt.get(pathName(path));
  }

  #addLeaf(turn: Turn, setting: Setting, value: unknown, origin: Origin): void {
    const { source, asked } = turn;
    if (value === undefined) return;
    if (!asked.has(setting) || this.values.has(setting.name))
      return this.#shadow(source, setting.name, origin);
    const failure = typeof value === "string" ? undefined : refuseUnsafeKeys(revealed(value)).failure;
    if (failure === undefined) this.values.set(setting.name, { value, origin, source });
    else this.#refuse(turn, setting.path, origin, failure);
  }

  /** A part of a setting: whole ones of later sources are merged below it. */
  #addPart({ source, asked }: Turn, { path, value, origin }: Found): boolean {
    const setting = this.#settingAround(path);
    if (!setting) return false;
    const held = this.values.get(setting.name);
    const counts = asked.has(setting) && !this.#failed.has(setting) && (!held || held.source === source);
    if (!counts || !this.#parts.add(setting, path, { value, origin, source }))
      this.#shadow(source, setting.name, origin);
    return true;
  }

  #settingAround(path: readonly string[]): Setting | undefined {
    for (let length = path.length - 1; length > 0; length--) {
      const setting = this.#settingAt(path.slice(0, length));
      if (setting) return setting;
    }
    return undefined;
  }

  /** Once all sources have answered. */
  mergeParts(): void {
    for (const [{ name }, merged] of this.#parts.merged((setting) => this.#wholeOf(setting))) {
      const whole = this.values.get(name);
      this.values.set(name, merged);
      if (whole) this.#shadow(whole.source, name, whole.origin);
    }
  }

  /** A default is the last source, as a group's is. */
  #wholeOf(setting: Setting): unknown {
    const held = this.values.get(setting.name);
    if (held) return held.value;
    const leaf = leavesOf(this.#plan.root).find((each) => each.setting === setting);
    const value = tried(() => leaf?.defaultValue?.());
    return typeof value === "object" && value !== null ? value : undefined;
  }

  #addPresent({ source, asked }: Turn, { path, origin }: Present): void {
    const setting = this.#settingAt(path);
    if (!setting) return;
    if (!asked.has(setting) || this.values.has(setting.name))
      return this.#shadow(source, setting.name, origin);
    const message = `${source.name} says that ${setting.name} is there, and gives no value`;
    this.#addFailed(asked, {
      path,
      error: new SourceError({ reason: "malformed", message, store: source.name }),
      origin,
    });
  }

  #shadow(source: Source, name: string, origin: Origin): void {
    const held = this.values.get(name);
    if (held?.source === source && held.origin.location === origin.location) return;
    this.shadowed.set(name, [...(this.shadowed.get(name) ?? []), origin]);
  }

  /** A group's own value: an object, or text that is JSON. Its properties are the group's settings. */
  #addGroup(turn: Turn, { path, value, origin }: Found): void {
    const name = pathName(path);
    const group = groupAt(this.#plan.root, path);
    if (!group) return void turn.inGroups.push({ name, path, origin });
    const parsed = parseGroup(revealed(value));
    if (parsed.failure !== undefined) return this.#refuse(turn, path, origin, parsed.failure);
    if (parsed.value === null && group.nullable) return this.#addNull(turn, path, name, origin);
    if (!isPlainObject(parsed.value)) return this.#refuse(turn, path, origin, "expected a JSON object");
    this.#fill(turn, path, parsed.value, origin, []);
  }

  #addNull({ source, asked }: Turn, path: readonly string[], name: string, origin: Origin): void {
    const held = [...this.values.keys()].some((each) =>
      isWithin(this.#plan.settingAt.get(each)?.path ?? [], path),
    );
    if (held || this.values.has(name)) return;
    this.values.set(name, { value: null, origin, source });
    this.#block(asked, path);
  }

  #fill(
    turn: Turn,
    path: readonly string[],
    value: Record<string, unknown>,
    origin: Origin,
    below: readonly string[],
  ): void {
    for (const [key, each] of Object.entries(value)) {
      const deeper = [...path, key];
      const place = { ...origin, ...withProperty(origin, [...below, key]) };
      const setting = this.#settingAt(deeper);
      if (setting) this.#addLeaf(turn, setting, each, place);
      else if (groupAt(this.#plan.root, deeper)) this.#fillGroup(turn, deeper, each, origin, [...below, key]);
      else {
        turn.inGroups.push({ name: key, path: deeper, origin: place });
        this.#addExtra(pathName(path), key, { value: each, origin: place, source: turn.source });
      }
    }
  }

  #fillGroup(
    turn: Turn,
    path: readonly string[],
    value: unknown,
    origin: Origin,
    below: readonly string[],
  ): void {
    if (isPlainObject(value)) return this.#fill(turn, path, value, origin, below);
    this.#addGroup(turn, { path, value, origin: { ...origin, ...withProperty(origin, below) } });
  }

  #addUnknown(source: Source, { path, value, origin }: Unknown): void {
    const group = groupAt(this.#plan.root, path.slice(0, -1));
    if (group && path.length > 0)
      this.#addExtra(group.group.name, path.at(-1) ?? "", { value, origin, source });
  }

  #addExtra(group: string, key: string, extra: Resolved): void {
    if (isUnsafeKey(key) || refuseUnsafeKeys(extra.value).failure !== undefined) return;
    const extras = this.extras.get(group) ?? new Map<string, Resolved>();
    if (!extras.has(key)) extras.set(key, extra);
    this.extras.set(group, extras);
  }

  #refuse({ asked }: Turn, path: readonly string[], origin: Origin, message: string): void {
    if (![...asked].some((place) => isWithin(place.path, path))) return; // an earlier source had all of it
    this.#block(asked, path);
    this.failures.push({ path, kind: "invalid", message, places: [origin], ...this.#secrecy(path) });
  }

  #addFailed(asked: ReadonlySet<Place>, { path, error, origin }: Failed): void {
    if (error.reason === "not-found") return; // the one reason that lets a load go on
    if (!this.#block(asked, path)) return;
    const { reason, message, needs } = error;
    const secrecy = this.#secrecy(path);
    this.failures.push({
      path,
      kind: "failed",
      reason,
      message,
      places: [origin],
      ...secrecy,
      ...(needs !== undefined && { needs }),
    });
  }

  /** The source as a whole could not be read: no place in it is to blame, so none is named. */
  #failAll({ name: source }: Source, wanted: readonly Place[], error: SourceError): void {
    const asked = new Set(wanted);
    for (const { path } of wanted.filter(isSetting))
      this.#addFailed(asked, { path, error, origin: { source } });
  }

  /** No later source is asked for what failed: its answer could be an older one. Nor for what stands in a null. */
  #block(asked: ReadonlySet<Place>, path: readonly string[]): boolean {
    const leaf = this.#plan.hasVariants ? undefined : this.#settingAt(path);
    const within = leaf ? [leaf] : this.#plan.settings.filter((setting) => isWithin(setting.path, path));
    const blocked = within.filter((setting) => asked.has(setting) && !this.values.has(setting.name));
    for (const setting of blocked) this.#failed.add(setting);
    return blocked.length > 0;
  }

  #secrecy(path: readonly string[]): { readonly secret?: true } {
    return this.#settingAt(path)?.secret ? { secret: true } : {};
  }
}

function ofAsked(asked: ReadonlySet<Place>, ignored: readonly Ignored[] = []): readonly Ignored[] {
  const names = ignored.length === 0 ? undefined : new Set([...asked].map(({ name }) => name));
  return ignored.filter(({ path }) => names?.has(pathName(path)));
}

function parseGroup(value: unknown) {
  const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  if (typeof text === "string") {
    const parsed = parseJson(text.trim());
    return parsed.failure === undefined
      ? parsed
      : { failure: `expected a JSON object: the text ${parsed.failure}` };
  }
  return refuseUnsafeKeys(text);
}

/** As a ref is written: `prod/database#password`, deeper `prod/app#/database/password`, also below a property. */
function withProperty({ location }: Origin, below: readonly string[]): { readonly location?: string } {
  if (location === undefined) return {};
  const hash = location.indexOf("#");
  if (hash === -1) return { location: `${location}#${formatProperty(below)}` };
  const above = parseProperty(location.slice(hash + 1));
  return { location: `${location.slice(0, hash)}#${formatProperty([...above, ...below])}` };
}
