import type { Origin, Problem } from "../model/problem.ts";
import type { GroupNode, Leaf } from "../schema/nodes.ts";
import type { Resolved } from "./extras.ts";
import { IN_A_PROPERTY } from "./issue.ts";
import { typeMessage } from "./own-message.ts";
import { Undecodable } from "./undecodable.ts";
import { whereFound } from "./where-found.ts";
import { placeWithin } from "./within.ts";

/** What is wrong in the value of a setting, each with its place in the value. */
export function undecodableProblems(
  { setting, valueType, schema }: Leaf,
  { faults }: Undecodable,
  resolved: Resolved,
): Problem[] {
  const { path, secret } = setting;
  const problemOf = (message: string, within?: string): Problem => ({
    path,
    ...(within !== undefined && { within }),
    kind: "invalid",
    message,
    places: [whereFound(resolved, setting)],
    ...(secret && { secret }),
  });
  return faults.map(({ path: inside, message }) =>
    inside.length === 0
      ? problemOf(typeMessage(schema) ?? message)
      : problemOf(message, placeWithin(valueType, inside)),
  );
}

/** The same of what a group takes besides its settings. Its name may be somebody's. */
export function extraProblems({ group, keepsSecrets }: GroupNode, value: unknown, origin: Origin): Problem[] {
  if (!(value instanceof Undecodable)) return [];
  return value.faults.map(({ message }) => ({
    path: group.path,
    kind: "invalid",
    message: IN_A_PROPERTY + message,
    places: [origin],
    ...(keepsSecrets && { secret: true }),
  }));
}
