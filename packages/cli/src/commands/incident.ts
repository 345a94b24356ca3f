import { relative } from "node:path";

import { defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { textOrNone } from "../files/read-text.ts";
import {
  type Incident,
  type IncidentStep,
  leakedPlaceText,
  reportText,
} from "../incident/incident-report.ts";
import { leakedSetting } from "../incident/leaked-setting.ts";
import { type LookedInto, lookInto } from "../incident/look-into.ts";
import { isInHistory, takenSteps } from "../incident/taken-steps.ts";
import type { Finding } from "../finding.ts";
import { counted } from "../text/counted.ts";

interface IncidentData {
  readonly setting: string;
  readonly places: readonly {
    readonly where: "tree" | "history" | "path" | "remote";
    readonly path?: string | undefined;
    readonly line?: number | undefined;
    readonly commit?: string | undefined;
  }[];
  /** Places of an earlier run's report where this one found nothing. */
  readonly recorded: readonly string[];
  readonly unread: number;
  readonly users: readonly string[] | null;
  /** The audit file that the definition's file names. */
  readonly auditFile?: string | undefined;
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
      recorded: z.array(z.string()).readonly(),
      unread: z.int(),
      users: z.array(z.string()).readonly().nullable(),
      auditFile: z.string().optional(),
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
    const { result: taken, warnings } = isPlan
      ? { result: { done: found.incident.done, unseen: [] }, warnings: [] }
      : await takenSteps(found, loaded, context);
    const incident = { ...found.incident, done: taken.done };
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
      unseen: [
        ...found.unseen,
        ...taken.unseen,
        ...(incident.unread > 0 ? [unreadPlaces(incident.unread)] : []),
        ...(context.options.flag("erase") && !isInHistory(incident)
          ? [nothingToErase(context.options.flag("stdin"))]
          : []),
      ],
      warnings: [...warnings, ...(context.options.flag("stdin") ? [] : ofAnotherValue(found))],
    };
  },
  print(
    { setting, places, recorded, users, auditFile, sources, rotation, commands, done, report, outcome },
    { style, facts },
  ) {
    const step = (is: boolean, text: string) => `${is ? style.green("✓") : "·"} ${text}`;
    return [
      facts([
        ["where", placeCountText(places.length, recorded.length)],
        [
          "used by",
          users === null ? noUsersText(auditFile) : users.join("\n") || "nobody, by the audit file",
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
        "erase it from the history, in every form, on a copy first; the value that leaked comes by standard input:",
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

function noUsersText(auditFile: string | undefined): string {
  return auditFile === undefined ? "no audit file is named" : `${auditFile} isn't there: no use was recorded`;
}

function unreadPlaces(count: number): CouldNotLook {
  return new CouldNotLook({
    code: "unread-places",
    message: `${counted(count, "place")} could not be read, and may have the value too`,
    next: [{ command: "confide scan --history", why: "says which" }],
  });
}

function nothingToErase(isGiven: boolean): CouldNotLook {
  return new CouldNotLook({
    code: "nothing-to-erase",
    message: "The value that was looked for is in no commit, so that no copy was made",
    fix: isGiven ? "give it whole, as it was when it leaked" : OLD_VALUE,
  });
}

/** The sources may have another value than the one that leaked. */
function ofAnotherValue({ incident, isLost }: LookedInto): readonly Finding[] {
  const why = incident.done.includes("rotated")
    ? "it was looked for by its new value, as an earlier run has replaced the one that leaked"
    : isLost
      ? "it is at none of the places where an earlier run found it: it was looked for by the value that the sources have now, which seems to be another one"
      : undefined;
  return why === undefined ? [] : [{ code: "value-replaced", message: why, fix: OLD_VALUE }];
}

const OLD_VALUE = "give the one that leaked by standard input, and add --stdin";

function dataOfIncident(incident: Incident, report: string, outcome: IncidentData["outcome"]): IncidentData {
  const { setting, places, recorded, unread, users, auditFile, sources, rotation, erasure, done } = incident;
  return {
    setting,
    places: places.map(({ commit, ...place }) => ({ ...place, ...(commit && { commit: commit.id }) })),
    recorded,
    unread,
    users,
    ...(auditFile !== undefined && { auditFile }),
    sources,
    rotation,
    copy: erasure.copy,
    commands: erasure.commands,
    done,
    report,
    outcome,
  };
}

function placeCountText(places: number, recorded: number): string {
  const now = places === 0 ? "nowhere that was looked at" : `${counted(places, "place")}, below`;
  return recorded === 0
    ? now
    : `${now}; an earlier run found it in ${counted(recorded, "other place")}, by its report`;
}
