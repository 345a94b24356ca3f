import { relative } from "node:path";

import { type Context, defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { textOrNone } from "../files/read-text.ts";
import { type Erasure, eraseFromCopy, searchCopy } from "../incident/erase.ts";
import {
  type Incident,
  type IncidentStep,
  leakedPlaceText,
  reportText,
} from "../incident/incident-report.ts";
import { leakedSetting } from "../incident/leaked-setting.ts";
import { type LookedInto, lookInto } from "../incident/look-into.ts";
import { replaceLeaked } from "../incident/replace-leaked.ts";
import { counted } from "../text/counted.ts";

interface IncidentData {
  readonly setting: string;
  readonly places: readonly {
    readonly where: "tree" | "history" | "path" | "remote";
    readonly path?: string | undefined;
    readonly line?: number | undefined;
    readonly commit?: string | undefined;
  }[];
  readonly unread: number;
  readonly users: readonly string[] | null;
  readonly sources: readonly string[];
  readonly rotation: string | null;
  readonly copy: string;
  readonly commands: readonly string[];
  readonly done: readonly IncidentStep[];
  readonly report: string;
  readonly outcome: "written" | "declined" | "unchanged" | "plan";
}

export const incidentCommand = defineCommand<IncidentData>({
  data: (z) =>
    z.strictObject({
      setting: z.string(),
      places: z
        .array(
          z.strictObject({
            where: z.enum(["tree", "history", "path", "remote"]),
            path: z.string().optional(),
            line: z.int().optional(),
            commit: z.string().optional(),
          }),
        )
        .readonly(),
      unread: z.int(),
      users: z.array(z.string()).readonly().nullable(),
      sources: z.array(z.string()).readonly(),
      rotation: z.string().nullable(),
      copy: z.string(),
      commands: z.array(z.string()).readonly(),
      done: z.array(z.enum(["rotated", "erased"])).readonly(),
      report: z.string(),
      outcome: z.enum(["written", "declined", "unchanged", "plan"]),
    }),
  async run(context) {
    const loaded = await context.definition();
    const setting = leakedSetting(context.args[0], loaded);
    const found = await lookInto(setting, loaded, context);
    const isPlan = context.options.flag("plan");
    const done = isPlan ? found.incident.done : await takenSteps(found, loaded, context);
    const incident = { ...found.incident, done };
    const { report } = found;
    const outcome = isPlan
      ? "plan"
      : await context.propose({ path: report, text: reportText(incident, textOrNone(report)) });
    return {
      data: dataOfIncident(incident, relative(context.terminal.cwd, report), outcome),
      problems: incident.places.map((place) => ({
        code: "leaked-value",
        setting: setting.name,
        secret: true,
        message: `its value is ${leakedPlaceText(place)}`,
      })),
      unseen: [...found.unseen, ...(incident.unread > 0 ? [unreadPlaces(incident.unread)] : [])],
      warnings: isReplaced(found) && !context.options.flag("stdin") ? [NEW_VALUE] : [],
    };
  },
  print({ setting, places, users, sources, rotation, commands, done, report, outcome }, { style, facts }) {
    const step = (is: boolean, text: string) => `${is ? style.green("✓") : "·"} ${text}`;
    return [
      facts([
        ["where", placeCountText(places.length)],
        [
          "used by",
          users === null ? "no audit file is named" : users.join(", ") || "nobody, by the audit file",
        ],
        ["comes from", sources.join(" · ")],
      ]),
      "",
      step(
        done.includes("rotated"),
        rotation === null
          ? `replace ${setting} at its issuer, and revoke the old one`
          : `rotate ${rotation} without a grace`,
      ),
      step(
        done.includes("erased"),
        "erase it from the history, on a copy first (by hand in its plain form, with --yes in every form):",
      ),
      ...commands.map((command) => `    ${command}`),
      step(false, "tell those whom it concerns; everybody makes a new clone"),
      step(
        outcome === "written" || outcome === "unchanged",
        outcome === "plan" ? `the report would be ${report}` : `the report: ${report}`,
      ),
    ].join("\n");
  },
});

function unreadPlaces(count: number): CouldNotLook {
  return new CouldNotLook({
    code: "unread-places",
    message: `${counted(count, "place")} could not be read, and may have the value too`,
    next: [{ command: "confide scan --history", why: "says which" }],
  });
}

/** By an earlier run: then the sources have another value than the one that leaked. */
function isReplaced({ incident }: LookedInto): boolean {
  return incident.done.includes("rotated");
}

const NEW_VALUE = {
  code: "value-replaced",
  message: "it was looked for by its new value, as an earlier run has replaced the one that leaked",
  fix: "give the one that leaked by standard input, and add --stdin",
};

/** The steps that are done: by an earlier run, and by this one where the person said yes. */
async function takenSteps(
  { incident, secret, rotation, root }: LookedInto,
  loaded: LoadedDefinition,
  context: Context,
): Promise<readonly IncidentStep[]> {
  const { erasure, places } = incident;
  const { env } = context.terminal;
  const done = new Set(incident.done);
  if (rotation && !done.has("rotated") && (await replaceLeaked(rotation, loaded, context)))
    done.add("rotated");
  const isInHistory = places.some(({ where }) => where === "history");
  if (isInHistory && !done.has("erased") && (await context.confirm(erasureQuestion(erasure)))) {
    eraseFromCopy(root, erasure, secret, env);
    await searchCopy(erasure.copy, secret, env);
    done.add("erased");
  }
  return [...done];
}

function erasureQuestion({ commands, copy }: Erasure): Parameters<Context["confirm"]>[0] {
  return {
    shown: () => commands.slice(0, 2).join("\n"),
    asks: `Erase it from a copy, ${copy}?`,
    unasked: "a copy would be made, from which it is erased",
    fix: "add --yes to do it",
  };
}

function dataOfIncident(incident: Incident, report: string, outcome: IncidentData["outcome"]): IncidentData {
  const { setting, places, unread, users, sources, rotation, erasure, done } = incident;
  return {
    setting,
    places: places.map(({ commit, ...place }) => ({ ...place, ...(commit && { commit: commit.id }) })),
    unread,
    users,
    sources,
    rotation,
    copy: erasure.copy,
    commands: erasure.commands,
    done,
    report,
    outcome,
  };
}

function placeCountText(places: number): string {
  if (places === 0) return "nowhere that was looked at";
  return places === 1 ? "1 place, below" : `${places} places, below`;
}
