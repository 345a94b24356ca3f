// The picture and the tables of docs/rotation-state.md, from the machine itself: `node scripts/run.mjs node
// scripts/rotation-states.ts` writes them.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Secret } from "../packages/core/src/index.ts";
import type { SecretDescription } from "../packages/core/src/adapter.ts";

import { nextStep } from "../packages/rotation/src/state/next-step.ts";
import { noteOf } from "../packages/rotation/src/state/note.ts";
import type { Progress } from "../packages/rotation/src/state/progress.ts";
import { type RotationState, rotationStateOf } from "../packages/rotation/src/state/rotation-state.ts";
import type { Effect, Intents, Verb } from "../packages/rotation/src/state/step.ts";
import { afterNotes, afterPromote, afterPut, afterRetire } from "../packages/rotation/src/steps/after.ts";
import { DAY_MS, MADE_MS, states } from "../packages/rotation/test/states.ts";
import { root } from "./workspace.ts";

const page: string = join(root, "docs", "rotation-state.md");
const [BEGIN, END] = ["<!-- From the code, by scripts/rotation-states.ts -->", "<!-- End -->"] as const;

const issuer = {
  credentials: "many",
  applies: true,
  tests: true,
  revokes: true,
  findsOrphans: false,
} as const;
const maker = { ...issuer, findsOrphans: true };
const rotate = { verb: "rotate", graceMs: DAY_MS, duringGrace: false, issuer } as const;
const endGrace = { verb: "endGrace", now: false, issuer } as const;

const during = { earliestMs: MADE_MS + 10_000, latestMs: MADE_MS + 10_000 };
const after = { earliestMs: MADE_MS + 2 * DAY_MS, latestMs: MADE_MS + 2 * DAY_MS };

/** The page with what the code says now. */
export function rotationStatePage(): string {
  const text = readFileSync(page, "utf8");
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  return `${text.slice(0, from)}${BEGIN}\n\n${generated()}\n${text.slice(to)}`;
}

export function pageNow(): string {
  return readFileSync(page, "utf8");
}

function generated(): string {
  const rotation = pathOf(states.idle, rotate, during);
  const graced = rotation.at(-1)?.state ?? states.grace;
  const ending = pathOf(seenAnew(graced), endGrace, after);
  const forgotten = pathOf(seenAnew(ending.at(-1)?.state ?? graced), endGrace, after);
  return [
    "```text",
    `rotate     ${arrows(rotation)}`,
    "           the grace passes",
    `endGrace   ${arrows(ending)}`,
    "           the store shows that the old version is retired",
    `endGrace   ${arrows(forgotten)}, or with the first note of the next rotation`,
    "```",
    "",
    table(
      ["the process ends after", "and the next `rotate` begins with"],
      rotation.map(({ step, state }) => [`\`${step}\``, nextIn(seenAnew(state), rotate, during)]),
    ),
    "",
    table(
      [
        "the store shows",
        "`rotate`",
        "`rotate`, past the grace",
        "`endGrace`",
        "`endGrace`, past the grace",
        "`abortRotation`",
      ],
      Object.entries(states).map(([name, state]) => [
        name,
        nextIn(state, rotate, during),
        nextIn(state, rotate, after),
        nextIn(state, endGrace, during),
        nextIn(state, endGrace, after),
        nextIn(state, { verb: "abort", issuer }, during),
      ]),
    ),
    "",
    `An issuer that finds what it has made begins with ${nextIn(states.idle, { ...rotate, issuer: maker }, during)} in place of ${nextIn(states.idle, rotate, during)}, and with ${nextIn(states["put, not noted"], { ...rotate, issuer: maker }, during)} where a version was put and not noted.`,
    "",
  ].join("\n");
}

interface Link {
  readonly step: Effect["do"];
  readonly state: RotationState;
}

/** The steps to the end of what was asked for. */
function pathOf(from: RotationState, intent: Intents[Verb], now: typeof during): readonly Link[] {
  const links: Link[] = [];
  for (let state = from; links.length < 20;) {
    const step = nextStep<"rotate">(state, intent as Intents["rotate"], now);
    if (step.do === "done" || step.do === "refuse") break;
    state = afterStep(step, state);
    links.push({ step: step.do, state });
  }
  return links;
}

/** What the store shows after a step, as the step itself says it. */
function afterStep(step: Effect, state: RotationState): RotationState {
  const { description } = state;
  const value = new Secret<string>("made-up");
  switch (step.do) {
    case "create": {
      const candidate = { note: { ...step.note, to: "2" }, value, putMs: MADE_MS, done: [] };
      return changed(state, afterPut(description, "2"), { candidate });
    }
    case "note": {
      const candidate = { ...step.candidate, done: ["note"] as const };
      return changed(state, afterNotes(description, noteOf(candidate.note)), { candidate });
    }
    case "apply":
    case "test":
      return changed(
        state,
        {},
        { candidate: { ...step.candidate, done: [...step.candidate.done, step.do] } },
      );
    case "promote":
      return changed(state, afterPromote(description, step.note.to), { promoted: step.note.to });
    case "finishPromotion": {
      const note = { ...step.note, endsAfterMs: DAY_MS, endsAtMs: MADE_MS + DAY_MS };
      const finished = { outcome: "rotated", note, graceUntilMs: MADE_MS + DAY_MS, notNotified: [] } as const;
      return changed(state, afterNotes(description, noteOf(note)), { candidate: undefined, finished });
    }
    case "endGracePeriod": {
      const { note } = step.grace;
      const ended = { ...description, ...afterNotes(description, noteOf({ ...note, isEnded: true })) };
      return changed(state, { ...ended, ...afterRetire(ended, note.base) }, { retired: [note.base] });
    }
    case "forget": {
      const patch = Object.fromEntries(step.rotationIds.map((id) => [`rotation-${id}`, null]));
      return changed(state, afterNotes(description, patch), {});
    }
    default:
      return state;
  }
}

function changed(
  { description, progress }: RotationState,
  change: Partial<SecretDescription>,
  more: Partial<Progress>,
): RotationState {
  return stateOf({ ...description, ...change }, { ...progress, ...more });
}

/** The same by a look of another process, which knows nothing else. */
function seenAnew({ description }: RotationState): RotationState {
  const versions = description.versions.map((each) => ({
    ...each,
    createdAt: each.createdAt ?? new Date(MADE_MS),
  }));
  return stateOf({ ...description, versions });
}

function stateOf(description: SecretDescription, progress?: Progress): RotationState {
  const { current = "1" } = description;
  const context = {
    store: "the store",
    rotationIdOf: (base: string) => `of-${base}`,
    retire: "destroy" as const,
    longestGraceMs: 7 * DAY_MS,
    latestMs: MADE_MS + 30 * DAY_MS,
  };
  return rotationStateOf(description, current, context, progress ?? { began: current });
}

function nextIn(state: RotationState, intent: Intents[Verb], now: typeof during): string {
  const step = nextStep<"rotate">(state, intent as Intents["rotate"], now);
  if (step.do !== "done") return step.do === "refuse" ? "refuses" : `\`${step.do}\``;
  return `– (${step.result.outcome})`;
}

function arrows(links: readonly Link[]): string {
  return links.map(({ step }) => step).join(" → ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

if (import.meta.main) writeFileSync(page, rotationStatePage());
