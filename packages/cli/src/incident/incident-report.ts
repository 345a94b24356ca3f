import type { Erasure } from "./erase.ts";
import type { LeakedPlace } from "./leaked-places.ts";

/** What is known of an incident. It holds no value. */
export interface Incident {
  readonly setting: string;
  readonly beganAt: string;
  readonly places: readonly LeakedPlace[];
  /** Places of an earlier run's report where this one found nothing, a line each. */
  readonly recorded: readonly string[];
  readonly unread: number;
  /** Who used it, a line each; `null`: no audit file is named, or none is there. */
  readonly users: readonly string[] | null;
  /** The audit file that the definition's file names. */
  readonly auditFile: string | undefined;
  /** Where its value comes from: what a thief of it can open. */
  readonly sources: readonly string[];
  /** Those of them that are stores, by name. */
  readonly stores: readonly string[];
  /** The rotation of confide.rotation.ts that replaces it. */
  readonly rotation: string | null;
  readonly erasure: Erasure;
  readonly done: readonly IncidentStep[];
}

const INCIDENT_STEPS = ["rotated", "erased"] as const;
export type IncidentStep = (typeof INCIDENT_STEPS)[number];

const MARK = "<!-- confide incident:";

/** The steps that an earlier run has done, by its report. */
export function doneSteps(report: string | undefined): readonly IncidentStep[] {
  const [, steps = ""] = /<!-- confide incident: ([^>]*?) -->/.exec(report ?? "") ?? [];
  return INCIDENT_STEPS.filter((step) => steps.split(" ").includes(step));
}

const END_OF_PLACES = "A rewrite of the history doesn't reach";

/** The places that earlier runs have found, as their report has them, a line each. */
export function recordedPlaces(report: string | undefined): readonly string[] {
  const [, section = ""] = report?.split("\n## 1.") ?? [];
  const [own = ""] = section.split(END_OF_PLACES);
  const words = Object.values(WHERE_IT_IS);
  return own
    .split("\n")
    .filter((line) => words.some((each) => line.startsWith(`- ${each} `)))
    .map((line) => line.slice(2));
}

function placesText({ places, recorded }: Incident): string {
  if (recorded.length === 0)
    return bulletList(
      places.map(leakedPlaceText),
      "It is in no file, no commit and no path that was looked at.",
    );
  const found = bulletList(places.map(leakedPlaceText), "The last run found it nowhere.");
  return `${found}\n\nAn earlier run found it here, and the last one didn't:\n\n${bulletList(recorded, "")}`;
}

function incidentReport(incident: Incident): string {
  const { setting, beganAt, unread, users, auditFile, sources, stores, rotation, erasure, done } = incident;
  const mark = (step: IncidentStep) => (done.includes(step) ? "x" : " ");
  return `# Incident: ${setting}

${MARK} ${done.join(" ")} -->

Looked at ${beganAt}.

## 1. Where it is, and who had it

${placesText(incident)}
${unread > 0 ? `\n${unread} could not be read: it may be there too.\n` : ""}
${END_OF_PLACES} forks, clones, pull requests of the host (\`--remote origin\` says which have it), caches and images that were built. Look at logs and images with \`--path\`.

Used, by the audit file:

${users === null ? `${auditFile === undefined ? "No audit file is named" : `${auditFile} isn't there`}, so that nobody can say.` : bulletList(users, "Nobody, by the audit file. The issuer's own log may know more.")}

## 2. What it opens

${bulletList(
  sources.map((source) => `the value of ${source}`),
  "Its source is not known.",
)}

${stores.length === 0 ? "Whoever can read that place has it." : "`confide policy` prints which permissions read it. Whoever has the value needs none of them."}

## 3. Replace it, without a grace

- [${mark("rotated")}] ${rotation === null ? `Make a new one at its issuer, ${stores.length === 0 ? `put it where the old one is (${sources.join(", ")})` : `put it into ${stores.join(", ")} by \`confide secret set\``}, and start what uses it anew.` : `\`confide incident ${setting}\` rotates ${rotation} and revokes the old value at once.`}
- [ ] Revoke the old one at its issuer, and try it: it has to be refused.

## 4. Erase it

- [${mark("erased")}] On a copy first, which is then searched. The value that leaked comes by standard input:

\`\`\`sh
${erasure.commands.join("\n")}
\`\`\`

- [ ] Everybody makes a new clone: an old one brings it back with its next push.
- [ ] Ask the host to delete what no branch leads to, and the pull requests that show it.
- [ ] Delete images, caches and logs that hold it.

## 5. Tell those whom it concerns

- [ ] The team, and who runs what the secret opens.
- [ ] The issuer, if it is a key of theirs.
- [ ] Data protection: where data of people could be read, an authority may have to know within 72 hours (GDPR, article 33).
- [ ] Customers, if it was theirs.

## What happened

- How it came there:
- How it was found:
- From when to when it was good for others:
- What keeps it from happening again: \`confide hooks install\`, \`confide ci\`, \`confide init --agents\`
`;
}

function bulletList(lines: readonly string[], none: string): string {
  return lines.length === 0 ? none : lines.map((line) => `- ${line}`).join("\n");
}

export function leakedPlaceText({ where, path, line, commit }: LeakedPlace): string {
  const named = path === undefined ? "" : ` ${path}${line === undefined ? "" : `:${line}`}`;
  const brought =
    commit === undefined
      ? ""
      : `, since ${commit.id.slice(0, 12)} by ${commit.author} on ${commit.date.slice(0, 10)}`;
  return `${WHERE_IT_IS[where]}${named}${brought}`;
}

const WHERE_IT_IS: Readonly<Record<LeakedPlace["where"], string>> = {
  tree: "in the work tree:",
  history: "in the history:",
  path: "in what was named:",
  remote: "on the remote:",
};

/** Who went on by hand keeps what was written: only the first part is confide's. */
export function reportText(incident: Incident, before: string | undefined): string {
  const fresh = incidentReport(incident);
  if (before === undefined) return fresh;
  const [own, by] = [fresh.indexOf("## 5."), before.indexOf("## 5.")];
  return by === -1 ? before : fresh.slice(0, own) + before.slice(by);
}
