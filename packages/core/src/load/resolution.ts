import { groupAt, leaves } from "../schema/variants.ts";
import { SourceError } from "../model/errors.ts";
import type { Origin, Problem } from "../model/problem.ts";
import { isPlainObject, refuseUnsafeKeys } from "../util/safe-json.ts";
import { ignoredOf, sourceReading, type SourceReading } from "./source-reading.ts";
import { Extras, type Resolved } from "./extras.ts";
import { Failures } from "./failures.ts";
import { noGroup, parseGroup, withProperty } from "./group-value.ts";
import { SettingParts, settingAround, wholeDefault } from "./parts.ts";
import type { Question, Turn } from "./turn.ts";
import type { Plan } from "../schema/plan.ts";
import { revealed } from "../secret/secret.ts";
import { groupsOf, isWithin, pathName, type Place, type Setting } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import type { Found, Ignored, Present, Reading, Source } from "../contract/source.ts";
import { located } from "../sources/shared/located.ts";

/** What the sources answered, one after the other, merged by leaf: the first that has a value wins. */
export class Resolution {
  /** By the setting's name; by the group's where zod gets a group's value as it is: `null`, or what `.catch()` replaces. */
  readonly values = new Map<string, Resolved>();
  /** Names of groups that are there as objects, also empty ones. */
  readonly present = new Set<string>();
  readonly warnings: Warning[] = [];
  /** What counts as missing though something is there, of what was asked for. */
  readonly ignored: Ignored[] = [];
  /** Unknown names inside a group's own value, which a strict or loose object is given too; by the group's name. */
  readonly extras = new Extras();
  /** Values of settings that an earlier source had already; by the setting's name. */
  readonly shadowed = new Map<string, Origin[]>();
  readonly readings: SourceReading[] = [];
  readonly #plan: Plan;
  readonly #failures: Failures;
  readonly #parts = new SettingParts();

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#failures = new Failures(plan, this.values);
  }

  get failures(): readonly Problem[] {
    return this.#failures.problems;
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
    const { blocked } = this.#failures;
    if (!this.#plan.hasVariants && this.values.size + blocked.size === 0) return this.#plan.places;
    const settings = this.#plan.hasVariants ? this.#chosen() : this.#plan.settings;
    const missing = settings.filter((setting) => !this.values.has(setting.name) && !blocked.has(setting));
    return [...missing, ...groupsOf(missing)];
  }

  #chosen(): readonly Setting[] {
    const names = new Set(leaves(this.#plan.root, this.values));
    return this.#plan.settings.filter(({ name }) => names.has(name));
  }

  /** What a source answered, or why it could not be read. */
  take(source: Source, wanted: readonly Place[], answer: Reading | SourceError): void {
    if (answer instanceof SourceError) this.#failures.addAll(source, wanted, answer);
    else this.#add(source, wanted, answer);
  }

  #add(source: Source, wanted: readonly Place[], reading: Reading): void {
    const turn: Turn = { source, asked: new Set(wanted), inGroups: [] };
    const groups: Found[] = [];
    for (const answer of reading.answers) {
      if ("error" in answer || !("value" in answer)) continue;
      const setting = this.#settingAt(answer.path);
      if (setting) this.#addLeaf(turn, setting, answer.value, answer.origin);
      else if (!this.#addPart(turn, answer)) groups.push(answer);
    }
    // Leaves before groups, and inner before outer ones: in one source the deeper name wins.
    groups.sort((a, b) => b.path.length - a.path.length);
    for (const group of groups) this.#addGroup(turn, group);
    for (const answer of reading.answers) {
      if ("error" in answer) this.#failures.add(turn.asked, answer);
      else if (!("value" in answer)) this.#addPresent(turn, answer);
    }
    if (this.#plan.keepsUnknown) this.extras.addAll(this.#plan, source, reading);
    this.warnings.push(...(reading.warnings ?? []));
    this.ignored.push(...ignoredOf(turn.asked, reading));
    this.readings.push(sourceReading(source, reading, turn.inGroups));
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
    else this.#failures.refuse(turn.asked, setting.path, origin, failure);
  }

  /** A part of a setting: whole ones of later sources are merged below it. */
  #addPart({ source, asked }: Turn, { path, value, origin }: Found): boolean {
    const setting = settingAround(this.#plan, path);
    if (!setting) return false;
    const held = this.values.get(setting.name);
    const counts =
      asked.has(setting) && !this.#failures.blocked.has(setting) && (!held || held.source === source);
    if (!counts || !this.#parts.add(setting, path, { value, origin, source }))
      this.#shadow(source, setting.name, origin);
    return true;
  }

  /** Once all sources have answered. */
  mergeParts(): void {
    for (const [{ name }, merged] of this.#parts.merged((setting) => {
      return this.values.get(setting.name) ?? wholeDefault(this.#plan, setting);
    })) {
      const whole = this.values.get(name);
      this.values.set(name, merged);
      if (whole) this.#shadow(whole.source, name, whole.origin);
    }
  }

  #addPresent({ source, asked }: Turn, { path, origin }: Present): void {
    const setting = this.#settingAt(path);
    if (!setting) return;
    if (!asked.has(setting) || this.values.has(setting.name))
      return this.#shadow(source, setting.name, origin);
    const message = `${source.name} says that ${setting.name} is there, and gives no value`;
    const error = new SourceError({ reason: "malformed", message, store: source.name });
    this.#failures.add(asked, { path, error, origin });
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
    const parsed = parseGroup(value, origin);
    if (parsed.failure === undefined) {
      if (isPlainObject(parsed.value)) return this.#fill(turn, path, parsed.value, origin, []);
      if (parsed.value === null && group.nullable) return this.#addWhole(turn, path, { value: null, origin });
    }
    if (group.lenient) return this.#addWhole(turn, path, { value: revealed(value), origin });
    this.#failures.refuse(turn.asked, path, origin, parsed.failure ?? noGroup(parsed.value));
  }

  #addWhole({ source, asked }: Turn, path: readonly string[], whole: Omit<Resolved, "source">): void {
    const held = [...this.values.keys()].some((each) =>
      isWithin(this.#plan.settingAt.get(each)?.path ?? [], path),
    );
    const name = pathName(path);
    if (held || this.values.has(name) || this.present.has(name)) return;
    this.values.set(name, { ...whole, source });
    this.#failures.block(asked, path);
  }

  #fill(
    turn: Turn,
    path: readonly string[],
    value: Record<string, unknown>,
    origin: Origin,
    below: readonly string[],
  ): void {
    if (!this.values.has(pathName(path))) this.present.add(pathName(path));
    for (const [key, each] of Object.entries(value)) {
      const deeper = [...path, key];
      const place = { ...origin, ...withProperty(origin, [...below, key]) };
      const setting = this.#settingAt(deeper);
      if (setting) this.#addLeaf(turn, setting, each, place);
      else if (groupAt(this.#plan.root, deeper)) {
        if (isPlainObject(each)) this.#fill(turn, deeper, each, origin, [...below, key]);
        else this.#addGroup(turn, { path: deeper, value: each, origin: place });
      } else {
        turn.inGroups.push({ name: key, path: deeper, group: pathName(path), origin: place });
        this.extras.add(pathName(path), key, { value: each, origin: place, source: turn.source });
      }
    }
  }
}
