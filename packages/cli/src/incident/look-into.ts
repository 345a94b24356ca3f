import { join } from "node:path";

import type { Secret } from "@confide/core";

import type { Context } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { textOrNone } from "../files/read-text.ts";
import { hooksPlace } from "../hooks/hooks-place.ts";
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
  { name, refs, places: sources }: LeakedSetting,
  loaded: LoadedDefinition,
  context: Context,
): Promise<LookedInto> {
  const { folder } = loaded;
  const { options, terminal } = context;
  const { cwd, env } = terminal;
  const root = await repositoryOf(folder, env);
  const given = options.flag("stdin") ? await valueGiven(context) : undefined;
  const secret = await leakedSecret(loaded, name, given);
  const report = join(folder, `incident-${name.replaceAll(/[^\w]+/g, "-")}.md`);
  const rotation = await rotationFor(loaded, { name, refs }, terminal);
  const paths = options.texts("path").map((path) => context.resolve(path));
  const look = { folder: root, paths, remote: options.text("remote"), cwd, env };
  const { unseen, ...places } = await leakedPlaces(secret, look);
  const before = textOrNone(report);
  const earlier = recordedPlaces(before);
  const now = new Set(places.places.map(leakedPlaceText));
  const recorded = earlier.filter((line) => !now.has(line));
  const incident: Incident = {
    setting: name,
    beganAt: new Date().toISOString(),
    ...places,
    recorded,
    users: await usersOf(name, loaded),
    sources,
    rotation: rotation?.key ?? null,
    erasure: erasureOf(root, name),
    done: doneSteps(before),
  };
  const isLost = earlier.length > 0 && recorded.length === earlier.length;
  return { incident, secret, rotation, root, report, unseen, isLost };
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
