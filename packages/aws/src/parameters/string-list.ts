import { failure } from "../errors.ts";
import { PARAMETERS } from "./parameter-faults.ts";

/** A `StringList` as it is read: JSON, so that a list of one is a list too, and an item is never taken for more than a string. */
export function listText(value: string): string {
  return JSON.stringify(value.split(","));
}

/** The same list as AWS keeps it. */
export function listValue(text: string): string {
  return (itemsIn(text) ?? [text]).join(",");
}

/**
 * What is put, as JSON or as AWS writes it, in the form in which it is read: so a second put of the same list is known again.
 *
 * @throws SourceError where AWS would keep another list
 */
export function listAsRead(name: string, text: string): string {
  const items = itemsIn(text);
  if (items === undefined) return listText(text);
  if (items.some((item) => item.includes(",")))
    throw failure(
      "unknown",
      name,
      "an item of a StringList holds a comma, which AWS takes for its end",
      PARAMETERS,
    );
  if (items.join(",") === "") throw failure("unknown", name, "AWS keeps no empty value", PARAMETERS);
  return JSON.stringify(items);
}

function itemsIn(text: string): readonly string[] | undefined {
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) && items.every((item) => typeof item === "string") ? items : undefined;
  } catch {
    return undefined;
  }
}
