import type { Origin } from "../model/problem.ts";
import type { Setting } from "../model/setting.ts";
import type { Leaf } from "../schema/nodes.ts";
import { isSecret, Secret } from "../secret/secret.ts";
import { copied } from "../util/copied.ts";
import { propertyOf } from "../util/objects.ts";
import { tried } from "../util/tried.ts";
import type { Input } from "./input.ts";
import type { Resolution } from "./resolution.ts";

/** What zod leaves undone: it doesn't know where a Secret is, and hands the schema's own objects out as defaults. */
export function settleConfig(tree: Input, config: unknown, { values }: Resolution): void {
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
