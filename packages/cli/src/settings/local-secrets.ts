import type { Source } from "@confide/core";
import type { Group, Reading, Secret, Setting } from "@confide/core/adapter";

import type { Core } from "../definition/core.ts";
import { secretNamed, valueBelow } from "./value-below.ts";

/** One that can answer at once asks nobody. Arguments are the command's own. */
export function isLocal(source: Source): boolean {
  if (source.name === "args") return false;
  return source.readSync !== undefined || localStoreName(source) === "local-store";
}

function localStoreName(source: object): unknown {
  const store: unknown = "store" in source ? source.store : undefined;
  return typeof store === "object" && store !== null && "name" in store ? store.name : undefined;
}

/** The values of secret settings in what a source answered. */
export function secretsOf({ answers }: Reading, settings: readonly Setting[], core: Core): readonly Secret[] {
  return answers.flatMap((answer) => {
    if (!("value" in answer)) return [];
    const value: unknown = core.Secret.is(answer.value) ? answer.value.reveal("redaction") : answer.value;
    return settings
      .filter(({ secret, path }) => secret && areOnOneWay(path, answer.path))
      .flatMap(({ path, name }) => secretNamed(name, valueBelow(value, path.slice(answer.path.length))));
  });
}

/** A group's answer holds its settings', and a part's is one of its setting. */
function areOnOneWay(path: readonly string[], other: Group["path"]): boolean {
  return path.slice(0, other.length).every((segment, index) => segment === other[index]);
}
