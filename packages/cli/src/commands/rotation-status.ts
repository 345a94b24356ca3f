import type { RotationStatus } from "@confide/rotation";

import { printable } from "@confide/core/adapter";

import { defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { Finding, NextStep } from "../finding.ts";
import { findRotations, type NamedRotation, rotationOf } from "../rotation/find-rotations.ts";
import { rotationPackage, withRotationFailures } from "../rotation/rotation-package.ts";
import { dayText } from "../secrets/target.ts";

interface RotationRow {
  readonly name: string;
  readonly store: string;
  readonly secret: string;
  readonly phase: RotationStatus["phase"];
  /** What has happened, what happens next and when. */
  readonly summary: string;
  readonly current: string;
  readonly currentSince?: string | undefined;
  readonly pending?: string | undefined;
  readonly rotationId?: string | undefined;
  readonly graced: readonly { readonly version: string; readonly until?: string | undefined }[];
  /** The names of notes that can't be read: until they are removed, no rotation begins. */
  readonly unreadable?: readonly string[] | undefined;
}

interface RotationStatusData {
  readonly rotations: readonly RotationRow[];
}

export const rotationStatusCommand = defineCommand<RotationStatusData>({
  data: (z) => {
    const row = z.strictObject({
      name: z.string(),
      store: z.string(),
      secret: z.string(),
      phase: z.enum(["idle", "begun", "promoted", "grace", "over", "overtaken"]),
      summary: z.string(),
      current: z.string(),
      currentSince: z.string().optional(),
      pending: z.string().optional(),
      rotationId: z.string().optional(),
      graced: z.array(z.strictObject({ version: z.string(), until: z.string().optional() })).readonly(),
      unreadable: z.array(z.string()).readonly().optional(),
    });
    return z.strictObject({ rotations: z.array(row).readonly() });
  },
  async run(context) {
    const loaded = await context.definition();
    const found = await findRotations(loaded, context.terminal);
    const [asked] = context.args;
    const wanted =
      asked === undefined ? [...found.byName] : [[asked, rotationOf(found, asked, loaded.core)] as const];
    const rotations = await rotationPackage(loaded);
    const answers = await Promise.all(
      wanted.map(async ([name, rotation]) => {
        try {
          const work = async () => rotations.rotationStatus(rotation);
          const status = await withRotationFailures(rotations, loaded, work, { isAsked: true });
          return { row: rowFor(name, rotation, status) };
        } catch (error) {
          if (!(error instanceof CouldNotLook)) throw error;
          return { error, name };
        }
      }),
    );
    const rows = answers.flatMap(({ row }) => row ?? []);
    const failed = answers.flatMap(({ error, name }) => (error ? [{ error, name }] : []));
    if (asked !== undefined && failed[0]) throw failed[0].error;
    return {
      data: { rotations: rows },
      problems: rows.flatMap(({ name, unreadable = [] }) =>
        unreadable.length > 0 ? [unreadableNotes(name, unreadable)] : [],
      ),
      unseen: failed.map(({ error, name }) => ofRotation(name, error)),
      next: rows.flatMap(nextOfRow),
    };
  },
  print({ rotations }, { table }) {
    const rows = rotations.map((row) => {
      const { name, phase, current, currentSince, pending = "", graced } = row;
      return [
        name,
        phase,
        currentSince === undefined ? current : `${current}, since ${dayText(new Date(currentSince))}`,
        pending,
        graced
          .map(({ version, until }) =>
            until === undefined ? version : `${version}, until ${dayText(new Date(until))}`,
          )
          .join(", "),
        nextOfRow(row)
          .map(({ command }) => command)
          .join(", "),
      ];
    });
    if (rows.length === 0) return "";
    return table([["rotation", "phase", "current", "pending", "also good", "next"], ...rows]);
  },
});

const NEXT: Readonly<Partial<Record<RotationStatus["phase"], string>>> = {
  begun: "goes on with it; confide rotation abort gives it up",
  promoted: "begins its grace",
  over: "retires the old value, and makes a new one",
  overtaken: "clears what is left of it",
};

function nextOfRow({ name, phase }: RotationRow): readonly NextStep[] {
  const why = NEXT[phase];
  return why === undefined ? [] : [{ command: `confide rotate ${name}`, why }];
}

function rowFor(
  name: string,
  { store, name: secret }: NamedRotation,
  { phase, summary, current, currentSince, pending, rotationId, graced, unreadable }: RotationStatus,
): RotationRow {
  return {
    name,
    store: store.name,
    secret,
    phase,
    summary,
    current,
    ...(currentSince && { currentSince: currentSince.toISOString() }),
    ...(pending !== undefined && { pending }),
    ...(rotationId !== undefined && { rotationId }),
    graced: graced.map(({ version, until }) => ({ version, ...(until && { until: until.toISOString() }) })),
    ...(unreadable && { unreadable }),
  };
}

function ofRotation(name: string, error: CouldNotLook): CouldNotLook {
  const { code, message, reason, fix, needs, file, line, next, isFound } = error;
  const said = `${name}: ${message}`;
  return new CouldNotLook({ code, message: said, reason, fix, needs, file, line, next, isFound });
}

function unreadableNotes(name: string, notes: readonly string[]): Finding {
  const what = notes.map((each) => printable(each)).join(", ");
  return {
    code: "unreadable-note",
    message: `${name}: the store has what can't be read as the state of a rotation: ${what}`,
    fix: "remove it from the store: until then, no rotation begins",
  };
}
