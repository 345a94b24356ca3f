import type { RotationStatus } from "./rotation-status.ts";
import { partName } from "./state/next-step.ts";
import { type Grace, pendingVersionIn, type RotationState } from "./state/rotation-state.ts";

interface Summarized {
  readonly phase: RotationStatus["phase"];
  readonly state: RotationState;
  /** The one that ends next, or is over. */
  readonly grace: Grace | undefined;
  readonly since: Date | undefined;
  readonly next: RotationStatus["next"];
}

/** What has happened, what happens next and when, and what to do if that fails. */
export function summaryOf({ phase, state, grace, since, next }: Summarized): string {
  const { current, description, unreadable, promoted, superseded } = state;
  const old = grace?.note.base ?? promoted[0]?.base ?? "";
  const pending = state.pending?.to ?? superseded[0]?.to ?? pendingVersionIn(description) ?? "";
  const until = grace && Number.isFinite(grace.endsMs) ? new Date(grace.endsMs).toISOString() : undefined;
  const age = since === undefined ? "" : ` since ${since.toISOString()}`;
  const stuck =
    unreadable.length > 0
      ? ` Until ${unreadable.join(", ")} is seen to by hand, no rotation begins: it is a note that can't be read.`
      : "";
  const [foreign] = state.foreign;
  const other = foreign
    ? ` A rotation of ${partName(foreign, description)} has not come to its end: until then no other part is rotated.`
    : "";
  const unended =
    phase === "idle" && next === "endGracePeriod"
      ? " An older version is retired, and its credential may still be good: the next endGrace or rotate revokes it."
      : "";
  const told: Readonly<Record<RotationStatus["phase"], string>> = {
    idle: `Version ${current} is current${age}, and no rotation is under way.`,
    begun: `Version ${pending} is stored and pending, and version ${current} is still current. The next rotate sets, tries and promotes it; if it can't, abortRotation gives it up.`,
    promoted: `Version ${current} is current${age}, and readers may not know it yet. The next rotate or endGrace notifies them and begins the grace of version ${old}.`,
    grace: `Version ${current} is current${age}, and version ${old} is good until ${until ?? "its grace ends"}. The first endGrace or rotate after that ends it; endGrace with now does so at once.`,
    over: `Version ${current} is current${age}, and the grace of version ${old} is over. The next endGrace or rotate revokes and retires it; if the issuer refuses, end it there by hand and retire the version.`,
    overtaken: `Version ${current} became current while version ${pending} was pending. The next rotate or endGrace revokes and retires version ${pending}.`,
  };
  return told[phase] + unended + other + stuck;
}
