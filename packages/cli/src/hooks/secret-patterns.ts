import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";
import type { Zod } from "../zod-module.ts";

/** How the values of a secret setting look, as its schema says it. */
export interface SecretPattern {
  readonly setting: string;
  /** For engines without look-around: Go's RE2. */
  readonly regex: string;
  /** What each match has in it. */
  readonly keyword: string;
}

/** From `startsWith` and `regex` of secret settings. One that begins with fewer than three plain characters would match anything. */
export function secretPatterns(definition: Definition, core: Core, zod: Zod): readonly SecretPattern[] {
  const schema: unknown = zod.toJSONSchema(definition.schema, { io: "input", unrepresentable: "any" });
  return core
    .describeSettings(definition)
    .filter(({ setting }) => setting.secret)
    .flatMap(({ setting }) =>
      nodesAt(schema, setting.path)
        .flatMap((node) => patternsIn(node))
        .flatMap((source) => patternOfSetting(setting.name, source)),
    );
}

/** The schemas at a path, also in the branches of unions. */
function nodesAt(schema: unknown, path: readonly string[]): readonly unknown[] {
  const branches = ["anyOf", "oneOf", "allOf"].flatMap((keyword) => listAt(schema, keyword));
  const deeper = branches.flatMap((branch) => nodesAt(branch, path));
  const [first, ...rest] = path;
  if (first === undefined) return [schema, ...deeper];
  const inner = valueAt(valueAt(schema, "properties"), first);
  return [...(inner === undefined ? [] : nodesAt(inner, rest)), ...deeper];
}

function patternsIn(node: unknown): readonly { readonly source: string; readonly least: number }[] {
  const source = valueAt(node, "pattern");
  const least = valueAt(node, "minLength");
  return typeof source === "string" ? [{ source, least: typeof least === "number" ? least : 0 }] : [];
}

const PLAIN_CHARACTER = "[0-9A-Za-z_+/=.-]";
const LEAST_BEHIND = 8;

function patternOfSetting(
  setting: string,
  { source, least }: { readonly source: string; readonly least: number },
): readonly SecretPattern[] {
  const bare = source.replace(/^\^/, "").replace(/\$$/, "");
  const keyword = /^[\w-]+(?![*+?{\w-])/.exec(bare)?.[0] ?? /^[\w-]+(?=[\w-][*+?{])/.exec(bare)?.[0] ?? "";
  const isPortable = !/\(\?(?:[=!]|<[=!])|\\[1-9ku]/.test(bare);
  if (keyword.length < 3 || !isPortable) return [];
  const behind = `${PLAIN_CHARACTER}{${Math.max(LEAST_BEHIND, least - keyword.length)},}`;
  return [{ setting, keyword, regex: bare.replace(/(?:\.\*)+$/, behind) }];
}

function listAt(of: unknown, name: string): readonly unknown[] {
  const found = valueAt(of, name);
  return Array.isArray(found) ? found : [];
}

function valueAt(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name)
    ? (Reflect.get(of, name) as unknown)
    : undefined;
}
