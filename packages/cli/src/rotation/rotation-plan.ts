import type { RotationStatus } from "@confide/rotation";

import type { NamedRotation } from "./find-rotations.ts";

/** One step that a call of `rotate` would do now, or that follows later. */
export interface PlannedStep {
  readonly step: string;
  readonly does: string;
}

interface PlanOptions {
  readonly rotation: NamedRotation;
  readonly status: RotationStatus;
  readonly graceMs: number;
}

/** What a rotation would do from the state in which it is. It is empty where it would change nothing. */
export function rotationPlan({ rotation, status, graceMs }: PlanOptions): readonly PlannedStep[] {
  const { phase, current } = status;
  if (phase === "grace" && rotation.duringGrace !== true) return [];
  if (phase === "promoted")
    return [...told(rotation), ...ending(rotation, status.graced[0]?.version ?? "", graceMs)];
  const before =
    phase === "over" || phase === "overtaken"
      ? [plannedStep("retire", "what the last rotation has left is ended first")]
      : [];
  return [
    ...before,
    ...(phase === "begun" ? resumed(status) : made(rotation)),
    ...used(rotation, current),
    ...told(rotation),
    ...ending(rotation, current, graceMs),
  ];
}

function plannedStep(name: string, does: string): PlannedStep {
  return { step: name, does };
}

function made({ issuer, store }: NamedRotation): readonly PlannedStep[] {
  return [
    plannedStep("create", `${issuer.name} makes a new value`),
    plannedStep("store", `${store.name} keeps it as pending, which readers don't see`),
    plannedStep("note", "the store keeps a note of which version follows which"),
  ];
}

function resumed({ pending = "" }: RotationStatus): readonly PlannedStep[] {
  return [plannedStep("store", `version ${pending} is pending already: a rotation that was begun goes on`)];
}

function used({ issuer, store, lock }: NamedRotation, current: string): readonly PlannedStep[] {
  const guard = store.writes.cas === "none" && lock ? "under the lock" : `if version ${current} still is`;
  return [
    ...(issuer.apply ? [plannedStep("apply", `${issuer.name} makes the target take it`)] : []),
    ...(issuer.test ? [plannedStep("test", `${issuer.name} uses it as a reader would`)] : []),
    plannedStep("promote", `it becomes current, ${guard}`),
  ];
}

function told({ notify = [], confirm }: NamedRotation): readonly PlannedStep[] {
  const count = [notify].flat().length;
  return [
    ...(count > 0
      ? [
          plannedStep(
            "notify",
            count === 1 ? "readers are notified" : `readers are notified in ${count} ways`,
          ),
        ]
      : []),
    ...(confirm
      ? [plannedStep("confirm", `${confirm.readers.length} readers are asked for their version`)]
      : []),
  ];
}

function ending({ issuer, store }: NamedRotation, old: string, graceMs: number): readonly PlannedStep[] {
  const when = graceMs === 0 ? "at once" : "after that, by the next run";
  return [
    ...(graceMs > 0 ? [plannedStep("grace", `version ${old} stays good for ${durationText(graceMs)}`)] : []),
    ...(issuer.revoke ? [plannedStep("revoke", `${issuer.name} ends version ${old}, ${when}`)] : []),
    plannedStep("retire", `${store.name} takes version ${old} out of use, ${when}`),
  ];
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
  ["millisecond", 1],
] as const;

/** `1 day 30 minutes` */
function durationText(ms: number): string {
  let left = ms;
  const parts = UNITS.flatMap(([unit, each]) => {
    const count = Math.floor(left / each);
    left -= count * each;
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? "" : "s"}`];
  });
  return parts.join(" ");
}
