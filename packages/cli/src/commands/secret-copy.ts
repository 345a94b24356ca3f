import { recorded } from "../audit/recorded.ts";
import { type Context, defineCommand, type Result } from "../command.ts";
import { CouldNotLook, declined } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { deleteSeen, holdsValue, writeVerified } from "../secrets/copy-secret.ts";
import { findSecret, type FoundSecret } from "../secrets/find-secret.ts";
import { type PlacedRef, placedRef, secretName } from "../secrets/secret-ref.ts";
import { currentText, type Target, targetIn } from "../secrets/target.ts";
import { storesOf } from "../stores/stores-of.ts";
import { UNDO } from "./secret-rm.ts";

interface SecretCopyData {
  readonly from: { readonly store: string; readonly ref: string; readonly version: string };
  readonly to: { readonly store: string; readonly name: string; readonly version: string };
  /** `unchanged`: the target had the value already. */
  readonly outcome: "copied" | "unchanged";
  readonly sourceDeleted: boolean;
}

export const secretCopyCommand = defineCommand<SecretCopyData>({
  data: (z) =>
    z.strictObject({
      from: z.strictObject({ store: z.string(), ref: z.string(), version: z.string() }),
      to: z.strictObject({ store: z.string(), name: z.string(), version: z.string() }),
      outcome: z.enum(["copied", "unchanged"]),
      sourceDeleted: z.boolean(),
    }),
  async run(context) {
    const loaded = await context.definition();
    const { result, warnings } = await recorded(loaded, async () => copy(loaded, context));
    return { ...result, warnings };
  },
  print({ from, to, outcome, sourceDeleted }, { style }) {
    const where = `${to.name} in ${to.store}, version ${to.version}`;
    const copied =
      outcome === "copied" ? `copied to ${where}, and read back` : `${where}, has the value already`;
    const deleted = `deleted ${from.ref} in ${from.store}`;
    const done = [copied, ...(sourceDeleted ? [deleted] : [])];
    return done.map((each) => `${style.green("✓")} ${each}`).join("\n");
  },
});

async function copy(
  { definition, core }: LoadedDefinition,
  context: Context,
): Promise<Result<SecretCopyData>> {
  const [given = "", wanted = ""] = context.args;
  const stores = storesOf(definition);
  const [from, to] = [placedRef(given, stores), placedRef(wanted, stores)];
  const deletes = context.options.flag("delete-source");
  const target = await targetIn(to.at, secretName(to.text, core), core);
  const source = deletes ? await targetIn(from.at, secretName(from.text, core), core) : undefined;
  const found = await findSecret(from.at, from.text, core);
  checkTwo(from, target, core);
  const isThere = await holdsValue(target, found.value, core);
  const isNothing = isThere && source === undefined;
  if (!isNothing && !(await context.confirm(copyQuestion({ from, found, target, source, isThere }))))
    throw declined();
  const version = isThere ? (target.now?.current ?? "") : await writeVerified(target, found.value, core);
  if (source) await deleteSeen(source, core);
  return {
    data: {
      from: { store: from.at.name, ref: found.ref, version: found.record.version },
      to: { store: to.at.name, name: target.name, version },
      outcome: isThere ? "unchanged" : "copied",
      sourceDeleted: source !== undefined,
    },
  };
}

function checkTwo({ at, text }: PlacedRef, target: Target, core: Core): void {
  const { name, property } = core.parseRef(text);
  if (at.store !== target.at.store || name !== target.name || property !== undefined) return;
  throw new CouldNotLook({ code: "usage", message: "FROM and TO are the same secret" });
}

interface Copy {
  readonly from: PlacedRef;
  readonly found: FoundSecret;
  readonly target: Target;
  /** To be deleted. */
  readonly source: Target | undefined;
  readonly isThere: boolean;
}

function copyQuestion({ from, found, target, source, isThere }: Copy): Parameters<Context["confirm"]>[0] {
  const copies = `${target.name} in ${target.at.name}`;
  const count = source?.now?.versions.length ?? 0;
  return {
    shown: ({ facts }) =>
      facts([
        ["from", `${found.ref} in ${from.at.name}, version ${found.record.version}`],
        ["to", copies],
        ["now", isThere ? `${currentText(target)}: the same value` : currentText(target)],
        ["stage", isThere ? "" : "current: readers see the new version at once"],
        [
          "then",
          source === undefined
            ? ""
            : `${source.name} in ${from.at.name} is deleted, all ${count} versions, once the copy was read back`,
        ],
        ["undo", source === undefined ? "" : UNDO],
      ]),
    asks: source === undefined ? `Write ${copies}?` : `Write ${copies} and delete the source?`,
    unasked: `${copies} would be written`,
    fix: "add --yes to do it",
  };
}
