import type { EndGraceResult, RotationStatus } from "@confide/rotation";

import { recorded } from "../audit/recorded.ts";
import { defineCommand, type Result } from "../command.ts";
import { declined } from "../could-not-look.ts";
import { findRotations, type NamedRotation, rotationOf } from "../rotation/find-rotations.ts";
import { lockFindings } from "../rotation/rotate-now.ts";
import { rotationPackage, withRotationFailures } from "../rotation/rotation-package.ts";
import { dayText } from "../secrets/target.ts";
import type { Page } from "../text/page.ts";
import { PHASES } from "./rotate.ts";

interface RotationEndData {
  readonly name: string;
  readonly store: string;
  readonly secret: string;
  readonly outcome: "planned" | EndGraceResult["outcome"];
  /** The state that was found. */
  readonly phase: RotationStatus["phase"];
  /** What is current, and stays. */
  readonly current: string;
  /** What is good beside it, and until when. */
  readonly graced: readonly { readonly version: string; readonly until?: string | undefined }[];
  /** What was taken out of use. */
  readonly retired: readonly string[];
}

export const rotationEndCommand = defineCommand<RotationEndData>({
  data: (z) =>
    z.strictObject({
      name: z.string(),
      store: z.string(),
      secret: z.string(),
      outcome: z.enum(["planned", "retired", "not-yet", "nothing", "locked"]),
      phase: z.enum(["idle", "begun", "promoted", "grace", "over", "overtaken"]),
      current: z.string(),
      graced: z.array(z.strictObject({ version: z.string(), until: z.string().optional() })).readonly(),
      retired: z.array(z.string()).readonly(),
    }),
  async run(context) {
    const loaded = await context.definition();
    const key = context.args[0] ?? "";
    const rotation = rotationOf(await findRotations(loaded, context.terminal), key, loaded.core);
    const rotations = await rotationPackage(loaded);
    const work = async (): Promise<Result<RotationEndData>> => {
      const status = await rotations.rotationStatus(rotation);
      const base = foundData(key, rotation, status);
      if (context.options.flag("plan")) return { data: { ...base, outcome: "planned" } };
      if (!endsSomething(status)) return { data: { ...base, outcome: "nothing" } };
      const { secret, store } = base;
      const question = {
        shown: (page: Page) => endingText(base, page),
        asks: `End the old value of ${secret} now?`,
        unasked: `the old value of ${secret} in ${store} would be ended`,
        fix: "add --yes to do it, or --plan to see what it ends",
      };
      if (!(await context.confirm(question))) throw declined();
      const { result, warnings } = await recorded(loaded, async () =>
        rotations.endGrace({ ...rotation, now: true }),
      );
      const { outcome, retired, lockProblem } = result;
      return {
        data: { ...base, outcome, retired },
        warnings: [...warnings, ...lockFindings(lockProblem)],
      };
    };
    return withRotationFailures(rotations, loaded, work, { key });
  },
  print(data, page) {
    const { secret, store, outcome, retired, current } = data;
    const { style } = page;
    if (outcome === "planned") return endingText(data, page);
    if (outcome === "locked") return `${style.green("✓")} nothing was done: another rotator has the lock`;
    const what =
      retired.length > 0
        ? `ended ${versionsText(retired)} of ${secret} in ${store}: version ${current} stays`
        : `no old value of ${secret} in ${store} is good any more`;
    return `${style.green("✓")} ${what}`;
  },
});

type FoundGraces = Omit<RotationEndData, "outcome">;

function foundData(
  name: string,
  { store, name: secret }: NamedRotation,
  { phase, current, graced }: RotationStatus,
): FoundGraces {
  return {
    name,
    store: store.name,
    secret,
    phase,
    current,
    graced: graced.map(({ version, until }) => ({ version, ...(until && { until: until.toISOString() }) })),
    retired: [],
  };
}

/** What a retired version leaves is for the issuer to revoke. */
function endsSomething({ phase, graced, next }: RotationStatus): boolean {
  return graced.length > 0 || phase === "over" || next === "endGracePeriod";
}

function endingText({ store, secret, phase, current, graced }: FoundGraces, { facts }: Page): string {
  const ends = graced.map(({ version, until }) =>
    until === undefined
      ? `version ${version}`
      : `version ${version}, which would be good until ${dayText(new Date(until))}`,
  );
  return facts([
    ["store", store],
    ["secret", secret],
    ["phase", PHASES[phase]],
    ["ends", ends.join("; ") || (phase === "over" ? "the old value" : "nothing")],
    ["stays", `version ${current}`],
  ]);
}

function versionsText(versions: readonly string[]): string {
  return `${versions.length === 1 ? "version" : "versions"} ${versions.join(" and ")}`;
}
