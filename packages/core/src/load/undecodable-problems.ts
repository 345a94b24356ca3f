import type { Problem } from "../model/problem.ts";
import type { Leaf } from "../schema/nodes.ts";
import type { Resolved } from "./extras.ts";
import { typeMessage } from "./own-message.ts";
import type { Undecodable } from "./undecodable.ts";
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
