import type { RotateResult, RotationStatus } from "@confide/rotation";

import { recorded } from "../audit/recorded.ts";
import { type Context, defineCommand, type Result } from "../command.ts";
import { declined } from "../could-not-look.ts";
import type { NextStep } from "../finding.ts";
import { findRotations, type NamedRotation, rotationOf } from "../rotation/find-rotations.ts";
import { hearSteps } from "../rotation/hear-steps.ts";
import { rotateNow } from "../rotation/rotate-now.ts";
import { rotationPackage, withRotationFailures } from "../rotation/rotation-package.ts";
import { type PlannedStep, rotationPlan } from "../rotation/rotation-plan.ts";
import { dayText } from "../secrets/target.ts";
import { type Page, pageFor } from "../text/page.ts";

interface RotateData {
  readonly name: string;
  readonly store: string;
  /** Its name in the store. */
  readonly secret: string;
  readonly outcome: "planned" | "not-due" | RotateResult["outcome"];
  /** The state that was found. */
  readonly phase: RotationStatus["phase"];
  /** What a rotation does from there; empty where it would change nothing. */
  readonly steps: readonly PlannedStep[];
  readonly rotationId?: string | undefined;
  readonly version: string;
  readonly previousVersion?: string | undefined;
  readonly graceUntil?: string | undefined;
  readonly dueAt?: string | undefined;
}

export const rotateCommand = defineCommand<RotateData>({
  data: (z) =>
    z.strictObject({
      name: z.string(),
      store: z.string(),
      secret: z.string(),
      outcome: z.enum(["planned", "not-due", "rotated", "resumed", "in-progress", "locked"]),
      phase: z.enum(["idle", "begun", "promoted", "grace", "over", "overtaken"]),
      steps: z.array(z.strictObject({ step: z.string(), does: z.string() })).readonly(),
      rotationId: z.string().optional(),
      version: z.string(),
      previousVersion: z.string().optional(),
      graceUntil: z.string().optional(),
      dueAt: z.string().optional(),
    }),
  async run(context) {
    const loaded = await context.definition();
    const key = context.args[0] ?? "";
    const rotation = rotationOf(await findRotations(loaded, context.terminal), key, loaded.core);
    const rotations = await rotationPackage(loaded);
    const work = async (): Promise<Result<RotateData>> => {
      const graceMs = rotations.checkRotation(rotation);
      const status = await rotations.rotationStatus(rotation);
      const steps = rotationPlan({ rotation, status, graceMs });
      const { store, name: secret } = rotation;
      const base = { name: key, store: store.name, secret, phase: status.phase, steps };
      if (context.options.flag("plan"))
        return { data: { ...base, outcome: "planned", version: status.current } };
      // A grace is under way: what it waits for is shown, and nobody has to agree to nothing.
      if (steps.length === 0)
        return { data: { ...base, outcome: "in-progress", ...graceOf(status) }, next: nextOf(key, status) };
      const question = {
        shown: (page: Page) => planText(base, page),
        asks: `Rotate ${secret}?`,
        unasked: `${secret} in ${store.name} would be rotated`,
        fix: "add --yes to do it, or --plan to see the steps",
      };
      if (!(await context.confirm(question))) throw declined();
      const { result, warnings } = await recorded(loaded, async () =>
        withProgress(rotation, context, async () =>
          rotateNow(rotation, rotations, context.options.flag("if-due")),
        ),
      );
      const { missed, ...data } = result;
      return {
        data: { ...base, ...data },
        warnings: [...warnings, ...missed],
        next: nextOf(key, data),
      };
    };
    return withRotationFailures(rotations, loaded, work, { key });
  },
  print(data, page) {
    const { outcome, version, previousVersion, graceUntil, dueAt, secret, store } = data;
    const { style } = page;
    if (outcome === "planned") return planText(data, page);
    const until = graceUntil === undefined ? "" : `, which stays good until ${dayText(new Date(graceUntil))}`;
    if (outcome === "not-due")
      return `${style.green("✓")} not due before ${dateText(dueAt)}: nothing was done`;
    if (outcome === "in-progress")
      return `${style.green("✓")} nothing was done: ${graceUntil === undefined ? "another rotator is at it" : `in grace until ${dateText(graceUntil)}`}`;
    if (outcome === "locked") return `${style.green("✓")} nothing was done: another rotator has the lock`;
    const after = previousVersion === undefined ? "" : ` after version ${previousVersion}${until}`;
    return `${style.green("✓")} ${outcome} ${secret} in ${store}: version ${version}${after}`;
  },
});

function graceOf({ current, graced: [graced] }: RotationStatus): Pick<RotateData, "version" | "graceUntil"> {
  return { version: current, ...(graced?.until && { graceUntil: graced.until.toISOString() }) };
}

/** A line a step on stderr, for a person. */
async function withProgress<T>(
  rotation: NamedRotation,
  { terminal: { stderr, env }, reader }: Context,
  work: () => Promise<T>,
): Promise<T> {
  if (reader !== "person") return work();
  const { style } = pageFor(stderr, env);
  const stop = hearSteps(rotation, ({ step, outcome, version }) => {
    const mark = outcome === "ok" ? style.green("✓") : style.red("✗");
    const why = outcome === "unknown" ? "failed" : outcome;
    const about = outcome === "ok" ? (version === undefined ? "" : `version ${version}`) : why;
    stderr.write(`${`  ${mark} ${step.padEnd(8)}${about}`.trimEnd()}\n`);
  });
  try {
    return await work();
  } finally {
    stop();
  }
}

function planText(
  { secret, store, phase, steps }: Pick<RotateData, "secret" | "store" | "phase" | "steps">,
  { facts, table }: Page,
): string {
  const head = facts([
    ["store", store],
    ["secret", secret],
    ["phase", PHASES[phase]],
  ]);
  if (steps.length === 0) return `${head}\n\nNothing would be done until the grace is over.`;
  return `${head}\n\n${table([["step", "does"], ...steps.map(({ step, does }) => [step, does])])}`;
}

/** What a phase means. */
export const PHASES: Readonly<Record<RotationStatus["phase"], string>> = {
  idle: "idle: no rotation is under way",
  begun: "begun: a new value is stored, and not current",
  promoted: "promoted: the new value is current, and its grace has not begun",
  grace: "grace: the old value is good too",
  over: "over: the grace has ended, and the old value is to be retired",
  overtaken: "overtaken: somebody else made another version current",
};

function nextOf(
  name: string,
  { outcome, phase }: { readonly outcome?: string; readonly phase?: RotationStatus["phase"] },
): readonly NextStep[] {
  if (outcome === "rotated" || outcome === "resumed")
    return [{ command: `confide rotation status ${name}`, why: "says until when the old value is good" }];
  return phase === "grace"
    ? [
        {
          command: `confide rotation end ${name}`,
          why: "ends the old value at once, as where it has leaked: who still uses it is cut off",
        },
      ]
    : [];
}

function dateText(iso: string | undefined): string {
  return iso === undefined ? "" : dayText(new Date(iso));
}
