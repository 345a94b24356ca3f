import type { Origin, Problem } from "../model/problem.ts";
import type { GroupNode, Leaf } from "../schema/nodes.ts";
import type { Resolved } from "./extras.ts";
import { typeMessage } from "./own-message.ts";
import { type DecodingFault, Undecodable } from "./undecodable.ts";
import { whereFoundWithin } from "./where-found.ts";
import { placeWithin } from "./within.ts";

/** What is wrong in the value of a setting, each with its place in the value. */
export function undecodableProblems(
  { setting, valueType, schema }: Leaf,
  { faults }: Undecodable,
  resolved: Resolved,
): Problem[] {
  const { path, secret } = setting;
  const problemOf = ({ path: inside, blame }: DecodingFault, message: string, within?: string): Problem => ({
    path,
    ...(within !== undefined && { within }),
    kind: "invalid",
    message,
    places: [whereFoundWithin(resolved, setting, inside, blame)],
    ...(secret && { secret }),
  });
  return faults.map((fault) =>
    fault.path.length === 0
      ? problemOf(fault, typeMessage(schema) ?? fault.message)
      : problemOf(fault, fault.message, placeWithin(valueType, fault.path)),
  );
}

/** The same of what a group takes besides its settings. Its name may be somebody's. */
export function extraProblems({ group, keepsSecrets }: GroupNode, value: unknown, origin: Origin): Problem[] {
  if (!(value instanceof Undecodable)) return [];
  return value.faults.map(({ message }) => ({
    path: group.path,
    within: ".*",
    kind: "invalid",
    message,
    places: [origin],
    ...(keepsSecrets && { secret: true }),
  }));
}
