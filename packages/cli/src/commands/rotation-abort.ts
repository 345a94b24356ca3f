import type { AbortRotationResult, RotationStatus } from "@confide/rotation";

import { recorded } from "../audit/recorded.ts";
import { defineCommand, type Result } from "../command.ts";
import { declined } from "../could-not-look.ts";
import { findRotations, rotationOf } from "../rotation/find-rotations.ts";
import { lockFindings } from "../rotation/rotate-now.ts";
import { rotationPackage, withRotationFailures } from "../rotation/rotation-package.ts";
import type { Page } from "../text/page.ts";
import { PHASES } from "./rotate.ts";

interface RotationAbortData {
  readonly name: string;
  readonly store: string;
  readonly secret: string;
  readonly outcome: AbortRotationResult["outcome"];
  readonly rotationId?: string | undefined;
}

export const rotationAbortCommand = defineCommand<RotationAbortData>({
  data: (z) =>
    z.strictObject({
      name: z.string(),
      store: z.string(),
      secret: z.string(),
      outcome: z.enum(["aborted", "too-late", "nothing", "locked"]),
      rotationId: z.string().optional(),
    }),
  async run(context) {
    const loaded = await context.definition();
    const key = context.args[0] ?? "";
    const rotation = rotationOf(await findRotations(loaded, context.terminal), key, loaded.core);
    const rotations = await rotationPackage(loaded);
    const { store, name: secret } = rotation;
    const base = { name: key, store: store.name, secret };
    const work = async (): Promise<Result<RotationAbortData>> => {
      const status = await rotations.rotationStatus(rotation);
      // What a crash parted from its value is known to the issuer only.
      if (status.phase === "idle" && !rotation.issuer.listCreated)
        return { data: { ...base, outcome: "nothing" } };
      const question = {
        shown: (page: Page) => abortText(base, status, page),
        asks: `Give up the rotation of ${secret}?`,
        unasked: `the rotation of ${secret} in ${store.name} would be given up`,
        fix: "add --yes to do it",
      };
      if (status.pending !== undefined && !(await context.confirm(question))) throw declined();
      const { result, warnings } = await recorded(loaded, async () => rotations.abortRotation(rotation));
      const { outcome, rotationId, lockProblem } = result;
      return {
        data: { ...base, outcome, ...(rotationId !== undefined && { rotationId }) },
        warnings: [...warnings, ...lockFindings(lockProblem)],
        problems: outcome === "too-late" ? [TOO_LATE] : [],
      };
    };
    return withRotationFailures(rotations, loaded, work, { key });
  },
  print({ secret, store, outcome }, { style }) {
    if (outcome === "too-late") return "";
    if (outcome === "locked") return `${style.green("✓")} nothing was done: another rotator has the lock`;
    const what =
      outcome === "aborted"
        ? `gave up the rotation of ${secret} in ${store}: the current value stays`
        : `no rotation of ${secret} in ${store} is under way`;
    return `${style.green("✓")} ${what}`;
  },
});

const TOO_LATE = {
  code: "too-late",
  message: "The new value is current already",
  fix: "to go back is a rotation of its own: confide rotate makes another value",
};

function abortText(
  { store, secret }: Pick<RotationAbortData, "store" | "secret">,
  { phase, current, pending = "" }: RotationStatus,
  { facts }: Page,
): string {
  return facts([
    ["store", store],
    ["secret", secret],
    ["phase", PHASES[phase]],
    ["ends", `version ${pending}, which is revoked and retired`],
    ["stays", `version ${current}`],
  ]);
}
