import type { Source } from "../contract/source.ts";
import { inputOf, type Input } from "../load/input.ts";
import type { Loaded } from "../load/provenance.ts";
import { Resolution } from "../load/resolution.ts";
import type { Origin } from "../model/problem.ts";
import { groupsOf, isWithin, type Place } from "../model/setting.ts";
import type { Leaf } from "../schema/nodes.ts";
import { parseSync } from "../schema/parse.ts";
import { sameContent } from "../secret/canonical-text.ts";
import { peek, revealed, Secret } from "../secret/secret.ts";
import { isObject, propertyOf } from "../util/objects.ts";
import { madeVariableText, variableText } from "./variable-text.ts";

/** A setting as a variable of an environment. */
export interface SettingVariable {
  /** A group, where its own value counts: `null`, or an object that holds no setting. */
  readonly place: Place;
  /** As the definition's environment reads it first: `DATABASE_PASSWORD`. */
  readonly variable: string;
  /** The string of which `env()` makes the same value. Wrapped, whether it is secret or not. */
  readonly text: Secret;
}

/** A setting whose value `env()` doesn't find among the variables. */
export interface UnspelledSetting {
  readonly place: Place;
  /**
   * - `no-variable`: no variable is its own.
   * - `empty`: it is an empty string. It is among the variables, but `env()` takes it as missing.
   * - `null`: it is null, which no string is decoded to.
   * - `no-text`: no string is decoded to its value.
   */
  readonly why: "no-variable" | "empty" | "null" | "no-text";
}

/** Spells what a load found as variables. */
export class VariableSpelling {
  readonly variables: SettingVariable[] = [];
  readonly unspelled: UnspelledSetting[] = [];
  readonly #loaded: Loaded;
  readonly #environment: Source;

  constructor(loaded: Loaded, environment: Source) {
    this.#loaded = loaded;
    this.#environment = environment;
  }

  addFound({ leaves }: Input): void {
    const { provenance, resolution } = this.#loaded;
    const { settings } = provenance.plan;
    for (const setting of settings) {
      const [leaf, found] = [leaves.get(setting.name)?.leaf, resolution.values.get(setting.name)];
      if (leaf && found) this.#add(setting, variableText(leaf.valueType, found.value), found);
    }
    for (const group of groupsOf(settings)) {
      const whole = resolution.values.get(group.name);
      if (whole)
        this.#add(group, variableText({ type: "raw" }, whole.value) ?? jsonOfWhole(whole.value), whole);
      else if (resolution.present.has(group.name) && !this.#holds(group.path)) this.#add(group, "{}");
    }
  }

  #holds(path: readonly string[]): boolean {
    return [...this.variables, ...this.unspelled].some(({ place }) => isWithin(place.path, path));
  }

  #add(
    place: Place,
    text: string | undefined,
    found?: { readonly value: unknown; readonly origin: Origin },
  ): void {
    const variable = this.#environment.locate(place);
    if (variable === undefined) return void this.unspelled.push({ place, why: "no-variable" });
    if (text !== undefined) return this.#push(place, variable, text, found?.origin);
    const value = revealed(found?.value);
    if (value === "") this.#push(place, variable, "", found?.origin);
    this.unspelled.push({ place, why: value === "" ? "empty" : value === null ? "null" : "no-text" });
  }

  #push(place: Place, variable: string, text: string, origin: Origin = { source: "default" }): void {
    const wrapped = new Secret(text, place.name);
    Secret.nameAs(wrapped, place.name, origin);
    this.variables.push({ place, variable, text: wrapped });
  }

  /** By a second reading of all variables: what a union's other branch would take is found too. */
  refuseWhatDiffers({ leaves }: Input): void {
    const { plan } = this.#loaded.provenance;
    const resolution = new Resolution(plan);
    const answers = this.variables.map(({ place: { path }, variable, text }) => {
      return { path, value: peek(text), origin: { source: "env", location: variable } };
    });
    resolution.take(this.#environment, plan.places, { answers });
    const again = inputOf(plan, resolution).leaves;
    const differs = ({ place: { name } }: SettingVariable) =>
      leaves.has(name) && !sameContent(leaves.get(name)?.value, again.get(name)?.value);
    for (const each of this.variables.filter(differs)) {
      this.variables.splice(this.variables.indexOf(each), 1);
      this.unspelled.push({ place: each.place, why: "no-text" });
    }
  }

  /** A default is made by the schema, behind its checks: only where zod makes the same of a string it is one. */
  addDefaults({ leaves }: Input): void {
    const { config, resolution } = this.#loaded;
    for (const { leaf } of leaves.values()) {
      const { setting, defaultValue } = leaf;
      const held = setting.path.reduce(propertyOf, config);
      if (held === undefined || resolution.values.has(setting.name) || !defaultValue) continue;
      const variable = this.#environment.locate(setting);
      const text = variable === undefined ? undefined : defaultVariableText(leaf, revealed(held));
      if (variable !== undefined && text !== undefined) this.#push(setting, variable, text);
    }
  }
}

function jsonOfWhole(value: unknown): string | undefined {
  return isObject(value) || value === null ? JSON.stringify(value) : undefined;
}

function defaultVariableText({ setting, schema, valueType }: Leaf, held: unknown): string | undefined {
  if (setting.deprecated !== undefined) return undefined; // its variable would be a warning
  return madeVariableText(valueType, held, (decoded) => {
    const parsed = parseSync({ schema, value: decoded });
    return "value" in parsed && parsed.issues.length === 0 && sameContent(revealed(parsed.value), held);
  });
}
