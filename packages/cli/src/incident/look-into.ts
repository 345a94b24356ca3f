import { join, relative } from "node:path";

import type { Secret } from "@confide/core";

import { auditPath } from "../audit/recorded.ts";
import type { Context } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { textOrNone } from "../files/read-text.ts";
import { hooksPlace } from "../hooks/hooks-place.ts";
import { type HeldSecrets, ownSecrets } from "../leaks/own-secrets.ts";
import type { Environment } from "../project/git.ts";
import { erasureOf } from "./erase.ts";
import { doneSteps, type Incident, leakedPlaceText, recordedPlaces } from "./incident-report.ts";
import { leakedPlaces } from "./leaked-places.ts";
import { leakedSecret, valueGiven } from "./leaked-secret.ts";
import type { LeakedSetting } from "./leaked-setting.ts";
import { type LeakedRotation, rotationFor } from "./replace-leaked.ts";
import { usersOf } from "./users.ts";

/** All that is known before anything is done. */
export interface LookedInto {
  readonly incident: Incident;
  readonly secret: Secret<unknown>;
  readonly rotation: LeakedRotation | undefined;
  /** The repository's folder. */
  readonly root: string;
  /** The report's path. */
  readonly report: string;
  /** It is at none of the places that an earlier run has found. */
  readonly isLost: boolean;
  /** Why a place could not be looked at. */
  readonly unseen: readonly CouldNotLook[];
}

/** Looks for the value everywhere, and for all that it takes to replace and erase it. Changes nothing. */
export async function lookInto(
  { name, refs, places: all }: LeakedSetting,
  loaded: LoadedDefinition,
  context: Context,
): Promise<LookedInto> {
  const { folder } = loaded;
  const { options, terminal } = context;
  const { cwd, env } = terminal;
  const root = await repositoryOf(folder, env);
  const given = options.flag("stdin") ? await valueGiven(context) : undefined;
  const own = await ownSecrets(loaded, true);
  const secret = leakedSecret(own, name, given);
  const { sources, stores } = holdersOf(name, all, own);
  const report = join(folder, `incident-${name.replaceAll(/[^\w]+/g, "-")}.md`);
  const rotation = await rotationFor(loaded, { name, refs }, terminal);
  const paths = options.texts("path").map((path) => context.resolve(path));
  const look = { folder: root, paths, remote: options.text("remote"), cwd, env };
  const { unseen, ...places } = await leakedPlaces(secret, look);
  const before = textOrNone(report);
  const [earlier, earlierSteps] = [recordedPlaces(before), doneSteps(before)];
  const now = new Set(places.places.map(leakedPlaceText));
  const recorded = earlier.filter((line) => !now.has(line));
  const named = auditPath(loaded);
  // What the sources have now can't be what an earlier run has replaced: it has leaked anew.
  const isNewLeak = given === undefined && earlierSteps.includes("rotated") && places.places.length > 0;
  const incident: Incident = {
    setting: name,
    beganAt: new Date().toISOString(),
    ...places,
    recorded,
    users: await usersOf(name, loaded),
    auditFile: named && relative(folder, named),
    sources,
    stores,
    rotation: rotation?.key ?? null,
    erasure: erasureOf(root, name),
    done: isNewLeak ? [] : earlierSteps,
  };
  const isLost = earlier.length > 0 && recorded.length === earlier.length;
  return { incident, secret, rotation, root, report, unseen, isLost };
}

/** Where the sources have a value of it now; where none has, any of its places may have had the one that leaked. */
function holdersOf(
  name: string,
  all: LeakedSetting["places"],
  { held }: HeldSecrets,
): Pick<Incident, "sources" | "stores"> {
  const holding = held.filter(({ printed }) => printed.has(`[secret ${name}]`)).map(({ source }) => source);
  const places = all.filter(({ source }) => holding.some((each) => each.name === source));
  const shown = places.length > 0 ? places : all;
  const stores = new Set(holding.flatMap((source) => ("store" in source ? source.name : [])));
  return {
    sources: shown.map(({ source, location = "" }) => `${source} ${location}`.trim()),
    stores: [...stores],
  };
}

async function repositoryOf(folder: string, env: Environment): Promise<string> {
  const root = (await hooksPlace(folder, env))?.root;
  if (root !== undefined) return root;
  throw new CouldNotLook({
    code: "no-repository",
    message: "The definition is in no git repository",
    fix: "git init makes one",
  });
}
