import { isConflict } from "./calls.ts";
import { endOld, withdraw } from "./ending.ts";
import { type Promoted, type PromotionOptions, settle } from "./promotion.ts";
import { noteNameOf, type RotationRecord, type StartedRecord } from "./record.ts";
import { isOver } from "./running.ts";
import type { Situation } from "./situation.ts";

/** Ends what earlier runs left between two steps. */
export async function settled(
  situation: Situation,
  options: PromotionOptions,
  graceMs?: number,
): Promise<readonly Promoted[]> {
  const done: Promoted[] = [];
  for (const record of situation.promoted) {
    const meant = { ...record, graceMs: graceMs ?? record.graceMs };
    const promoted = await settledOne(meant, situation, options);
    if (promoted) done.push(promoted);
  }
  for (const record of situation.overtaken) await drop(record, situation, options);
  return done;
}

/** Vault may give the number that a pending value was to have to a version that somebody else writes: then it is no such. */
async function settledOne(record: StartedRecord, situation: Situation, options: PromotionOptions) {
  const promoted = situation.current !== record.to;
  try {
    return await settle(record, { ...options, situation, promoted });
  } catch (error) {
    if (!isConflict(error) || promoted) throw error;
    if ((await options.run.look()).current !== record.to) throw error;
    return drop(record, situation, options);
  }
}

async function drop(
  record: RotationRecord,
  situation: Situation,
  options: PromotionOptions,
): Promise<undefined> {
  await withdraw(situation, record, options);
  await options.run.calls.annotate({ [noteNameOf(record.rotationId)]: null });
}

/** Ends graces that are over for certain. @returns the rotations whose notes can go */
export async function ended(situation: Situation, options: PromotionOptions): Promise<readonly string[]> {
  const over: string[] = [];
  for (const { record } of situation.graces.filter((each) => isOver(each, situation, options.run)))
    if (await endOld(situation, record, options)) over.push(record.rotationId);
  return over;
}
