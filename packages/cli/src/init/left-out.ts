import type { Finding } from "../finding.ts";
import type { LeftOut } from "../schemas/env-file.ts";
import type { NamedDraft } from "./named-drafts.ts";

/** By their lines: the name may be a part of a value. What a schema names is a setting all the same. */
export function leftOutWarnings(
  leftOut: readonly LeftOut[],
  drafts: readonly NamedDraft[],
): readonly Finding[] {
  const known = new Set(drafts.flatMap(({ variable, variables }) => [variable, ...variables]));
  const files = Map.groupBy(
    leftOut.filter(({ name }) => !known.has(name)),
    ({ file }) => file,
  );
  const count = [...files.values()].flat().length;
  if (count === 0) return [];
  const where = [...files].map(([file, lines]) => `${file}: ${lines.map(({ line }) => line).join(", ")}`);
  const what =
    count === 1
      ? "1 line whose name is no setting's was"
      : `${count} lines whose names are no settings' were`;
  return [{ code: "init-left-out", message: `${what} left out (${where.join("; ")})` }];
}
