import type { Failed, Source } from "../contract/source.ts";
import type { SourceError } from "../model/errors.ts";
import type { Origin, Problem } from "../model/problem.ts";
import { isSetting, isWithin, pathName, type Place, type Setting } from "../model/setting.ts";
import type { Plan } from "../schema/plan.ts";
import { settingAround } from "./parts.ts";

/** What sources failed to answer, and what they answered that can't be taken. */
export class Failures {
  readonly problems: Problem[] = [];
  /** No later source is asked for these. */
  readonly blocked = new Set<Setting>();
  readonly #plan: Plan;
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(plan: Plan, values: ReadonlyMap<string, unknown>) {
    this.#plan = plan;
    this.#values = values;
  }

  refuse(asked: ReadonlySet<Place>, path: readonly string[], origin: Origin, message: string): void {
    if (![...asked].some((place) => isWithin(place.path, path))) return; // an earlier source had all of it
    this.block(asked, path);
    this.problems.push({ path, kind: "invalid", message, places: [origin], ...this.#secrecy(path) });
  }

  add(asked: ReadonlySet<Place>, { path, error, origin }: Failed): void {
    if (error.reason === "not-found") return; // the one reason that lets a load go on
    // A part has failed with its setting, also where the rest of it was found.
    const around = this.#settingAt(path) ? undefined : settingAround(this.#plan, path);
    const whole = around?.path ?? path;
    if (!this.block(asked, whole) && !(around && asked.has(around))) return;
    const { reason, message, needs, fix } = error;
    this.problems.push({
      path: whole,
      kind: "failed",
      reason,
      message,
      places: [origin],
      ...this.#secrecy(whole),
      ...(needs !== undefined && { needs }),
      ...(fix !== undefined && { fix }),
    });
  }

  /** The source as a whole could not be read: no place in it is to blame, so none is named. */
  addAll({ name: source }: Source, wanted: readonly Place[], error: SourceError): void {
    const asked = new Set(wanted);
    for (const { path } of wanted.filter(isSetting)) this.add(asked, { path, error, origin: { source } });
  }

  /** No later source is asked for what failed: its answer could be an older one. Nor for what is in a null. */
  block(asked: ReadonlySet<Place>, path: readonly string[]): boolean {
    const leaf = this.#plan.hasVariants ? undefined : this.#settingAt(path);
    const within = leaf ? [leaf] : this.#plan.settings.filter((setting) => isWithin(setting.path, path));
    const blocked = within.filter((setting) => asked.has(setting) && !this.#values.has(setting.name));
    for (const setting of blocked) this.blocked.add(setting);
    return blocked.length > 0;
  }

  #secrecy(path: readonly string[]): { readonly secret?: true } {
    return this.#settingAt(path)?.secret ? { secret: true } : {};
  }

  #settingAt(path: readonly string[]): Setting | undefined {
    return this.#plan.settingAt.get(pathName(path));
  }
}
