import { join, relative } from "node:path";

import { defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { textOrNone } from "../files/propose.ts";
import { hooksPlace } from "../hooks/hooks-place.ts";
import { eraseFromCopy, erasureOf, searchCopy } from "../incident/erase.ts";
import {
  doneSteps,
  type Incident,
  type IncidentStep,
  leakedPlaceText,
  reportText,
} from "../incident/incident-report.ts";
import { leakedPlaces } from "../incident/leaked-places.ts";
import { leakedSecret } from "../incident/leaked-secret.ts";
import { leakedSetting } from "../incident/leaked-setting.ts";
import { replaceLeaked, rotationFor } from "../incident/replace-leaked.ts";
import { usersOf } from "../incident/users.ts";

interface IncidentData {
  readonly setting: string;
  readonly places: readonly {
    readonly where: "tree" | "history" | "path";
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
            where: z.enum(["tree", "history", "path"]),
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
    const { options, terminal } = context;
    const loaded = await context.definition();
    const setting = leakedSetting(context.args[0], loaded);
    const root = (await hooksPlace(loaded.folder, terminal.env))?.root;
    if (root === undefined)
      throw new CouldNotLook({
        code: "no-repository",
        message: "The definition is in no git repository",
        fix: "git init makes one",
      });
    const given = options.flag("stdin") ? await terminal.stdin.readAll() : undefined;
    const secret = await leakedSecret(loaded, setting.name, given);
    const report = join(loaded.folder, `incident-${setting.name.replaceAll(/[^\w]+/g, "-")}.md`);
    const rotation = await rotationFor(loaded, setting.refs, terminal);
    const look = {
      folder: root,
      paths: options.texts("path").map((path) => context.resolve(path)),
      cwd: terminal.cwd,
      env: terminal.env,
    };
    const incident: Incident = {
      setting: setting.name,
      beganAt: new Date().toISOString(),
      ...(await leakedPlaces(secret, look)),
      users: await usersOf(setting.name, loaded),
      sources: setting.places,
      rotation: rotation?.key ?? null,
      erasure: erasureOf(root, setting.variable),
      done: doneSteps(textOrNone(report)),
    };
    const isPlan = options.flag("plan");
    const done: IncidentStep[] = [...incident.done];
    if (!isPlan && rotation && !done.includes("rotated") && (await replaceLeaked(rotation, loaded, context)))
      done.push("rotated");
    const isInHistory = incident.places.some(({ where }) => where === "history");
    const question = {
      shown: () => incident.erasure.commands.slice(0, 2).join("\n"),
      asks: `Erase it from a copy, ${incident.erasure.copy}?`,
      unasked: "a copy would be made, from which it is erased",
      fix: "add --yes to do it",
    };
    if (!isPlan && isInHistory && !done.includes("erased") && (await context.confirm(question))) {
      eraseFromCopy(root, incident.erasure, secret, terminal.env);
      await searchCopy(incident.erasure.copy, secret, terminal.env);
      done.push("erased");
    }
    const finished = { ...incident, done };
    const outcome = isPlan
      ? "plan"
      : await context.propose({ path: report, text: reportText(finished, textOrNone(report)) });
    return {
      data: dataOfIncident(finished, relative(terminal.cwd, report), outcome),
      problems: incident.places.map((place) => ({
        code: "leaked-value",
        setting: setting.name,
        secret: true,
        message: `its value is ${leakedPlaceText(place)}`,
      })),
    };
  },
  print({ setting, places, users, sources, rotation, commands, done, report, outcome }, { style, facts }) {
    const step = (is: boolean, text: string) => `${is ? style.green("✓") : "·"} ${text}`;
    return [
      facts([
        ["where", places.length === 0 ? "nowhere that was looked at" : `${places.length} places, below`],
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
      step(done.includes("erased"), "erase it from the history, on a copy first:"),
      ...commands.map((command) => `    ${command}`),
      step(false, "tell those whom it concerns; everybody makes a new clone"),
      step(
        outcome === "written" || outcome === "unchanged",
        outcome === "plan" ? `the report would be ${report}` : `the report: ${report}`,
      ),
    ].join("\n");
  },
});

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
