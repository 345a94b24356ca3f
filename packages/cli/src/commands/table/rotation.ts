import { YES_OPTION } from "../../options/option-spec.ts";
import type { CommandSpec } from "../../parse/command-spec.ts";

const NAME = { name: "NAME", summary: "a rotation of confide.rotation.ts" } as const;

/** Commands on the rotations of confide.rotation.ts. */
export const ROTATION_COMMANDS: readonly CommandSpec[] = [
  {
    name: "rotate",
    summary: "replace a secret's value, with a grace for the old one",
    description:
      "Rotates one secret, as `confide.rotation.ts` beside the definition says: its default export is `defineRotations({ NAME: { store, issuer, graceMs } })` of `@confide/rotation`, whose properties are those of [`rotate`](../rotation.md). It shows the steps, asks, and shows each step as it ends. A rotation that was begun, here or elsewhere, goes on where it stopped; during a grace nothing is done, and `confide rotation end` ends it early.\n\n`--plan` says the steps from the state that is found, and does nothing. `--if-due --yes` is for a timer: it rotates only if `everyMs` or `cron` says that it is time, and ends a grace that is over.",
    arguments: [{ ...NAME, required: true }],
    options: [
      { name: "plan", excludes: "if-due", summary: "say the steps, and do nothing" },
      { name: "if-due", summary: "only if everyMs or cron of the rotation says so" },
      { ...YES_OPTION, summary: "do it without the question" },
    ],
    examples: [
      { command: "confide rotate session-key --plan", shows: "the steps" },
      {
        command: "confide rotate session-key --yes",
        shows: "the new version, and until when the old one is good",
      },
    ],
    load: async () => (await import("../rotate.ts")).rotateCommand,
  },
  {
    name: "rotation status",
    summary: "the phase of each rotation, and which values are good",
    description:
      "Shows of each rotation of `confide.rotation.ts`, or of one, its phase by one look at the store: which version is current and since when, which is pending, and which are good beside it and until when. A secret that isn't there, and a note of a rotation that can't be read, are problems; if a store gives no answer, the exit code is 2.",
    arguments: [NAME],
    options: [],
    examples: [{ command: "confide rotation status", shows: "all rotations" }],
    load: async () => (await import("../rotation-status.ts")).rotationStatusCommand,
  },
  {
    name: "rotation end",
    summary: "end the grace of an old value now",
    description:
      "Revokes and retires the values that are good beside the current one, whatever time they have left: for one that has leaked, or that nobody uses any more. Who still uses it is cut off. It shows what it ends and asks; the current value stays. Without it, the first `confide rotate` after the grace ends the old value.",
    arguments: [{ ...NAME, required: true }],
    options: [
      { name: "plan", summary: "say what it would end, and do nothing" },
      { ...YES_OPTION, summary: "do it without the question" },
    ],
    examples: [{ command: "confide rotation end session-key --plan", shows: "what it would end" }],
    load: async () => (await import("../rotation-end.ts")).rotationEndCommand,
  },
  {
    name: "rotation abort",
    summary: "give up a rotation whose value isn't current yet",
    description:
      "Revokes and retires the value of a rotation that was begun; the current one stays, and the next rotation starts from the beginning. Once the new value is current it is too late, which is a problem: rotate again then.",
    arguments: [{ ...NAME, required: true }],
    options: [{ ...YES_OPTION, summary: "do it without the question" }],
    examples: [{ command: "confide rotation abort session-key --yes", shows: "that none is under way" }],
    load: async () => (await import("../rotation-abort.ts")).rotationAbortCommand,
  },
];
