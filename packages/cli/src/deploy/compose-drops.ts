import type { Drops } from "./deployed.ts";
import { below, entriesAt, type Tree } from "./tree.ts";

/** What a service takes out of the same one in a file before it, by `!reset` and `!override`. */
export function dropsOf(service: Tree): Drops {
  const isTagged = (...names: readonly string[]) =>
    names.some((name) => below(service, name)?.tag !== undefined);
  const reset = new Set(
    entriesAt(service, "environment").flatMap(([name, { tag }]) => (tag === "!reset" ? [name] : [])),
  );
  const all = isTagged("environment", "env_file");
  return {
    variable: (name) => all || reset.has(name),
    files: isTagged("secrets"),
    args: isTagged("command", "entrypoint"),
  };
}
