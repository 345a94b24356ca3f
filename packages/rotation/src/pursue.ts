import { untilNoConflict } from "./calls.ts";
import type { Issuer } from "./issuers/issuer.ts";
import type { RotationState } from "./state/rotation-state.ts";
import type { Run } from "./run.ts";
import type { StartedNote } from "./state/note.ts";
import type { Progress } from "./state/progress.ts";
import { nextStep } from "./state/next-step.ts";
import type { Effect, Intents, IssuerTraits, Results, Verb } from "./state/step.ts";
import { apply, test } from "./steps/apply.ts";
import { adopt, create, note, resume } from "./steps/create.ts";
import type { NotifyReaders } from "./steps/notify.ts";
import type { Operation, Perform, StepOf } from "./steps/operation.ts";
import { finishPromotion, promote } from "./steps/promote.ts";
import { removeOrphans } from "./steps/remove-orphans.ts";
import { discardPending, endGracePeriod, forget } from "./steps/revoke.ts";

type Performs = { readonly [D in Effect["do"]]: Perform<D> };

const performs: Performs = {
  resume,
  adopt,
  removeOrphans,
  create,
  note,
  apply,
  test,
  promote,
  finishPromotion,
  discardPending,
  endGracePeriod,
  forget,
};

/** Does one step after another until what was asked for is done. A conflict means that another rotator was faster. */
export async function pursue<V extends Verb>(intent: Intents[V], operation: Operation): Promise<Results[V]> {
  let progress: Progress | undefined;
  return untilNoConflict(async () => {
    let state = await operation.describe(progress);
    for (;;) {
      progress = { ...state.progress, candidate: undefined };
      const step = nextStep<V>(state, intent, operation.time.range());
      if (step.do === "done") return step.result;
      if (step.do === "refuse") throw operation.refuse({ ...step, step: "plan" });
      state = await performEffect(step, state, operation);
    }
  });
}

/** Does one effect. @returns the state after it */
export async function performEffect<D extends Effect["do"]>(
  step: StepOf<D>,
  state: RotationState,
  operation: Operation,
): Promise<RotationState> {
  const effect: Perform<D> = performs[step.do];
  return effect(step, state, operation);
}

export function traitsOf({
  credentials,
  apply: applies,
  test: tests,
  revoke,
  listCreated,
}: Issuer): IssuerTraits {
  return {
    credentials,
    applies: applies !== undefined,
    tests: tests !== undefined,
    revokes: revoke !== undefined,
    findsOrphans: revoke !== undefined && listCreated !== undefined,
  };
}

interface OperationOptions {
  readonly issuer: Issuer;
  readonly notify?: NotifyReaders | readonly NotifyReaders[] | undefined;
}

export function operationOf(run: Run, { issuer, notify = [] }: OperationOptions): Operation {
  return { ...run, issuer, notify: [notify].flat(), isOnCourse };
}

/** Who was held up may have been overtaken by this rotation's end and by others after it. */
function isOnCourse({ base, to }: StartedNote, now: RotationState): boolean {
  return (
    now.current === to || (now.current === base && now.pending?.to === to && now.pending.isEnded !== true)
  );
}
