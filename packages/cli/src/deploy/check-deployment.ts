import { resolve } from "node:path";

import type { Definition } from "@confide/core";

import { CouldNotLook } from "../could-not-look.ts";
import { type Core, ownCore } from "../definition/core.ts";
import { textOrNone } from "../files/read-text.ts";
import type { Finding } from "../finding.ts";
import { type Compared, compareDeployed } from "./compare.ts";
import { type DeployFile, deployedIn, type DeployKind, type Recognized, recognized } from "./deploy-files.ts";
import type { Deployed } from "./deployed.ts";
import { type DeployNeeds, needsOf } from "./needs.ts";

type NamedFile = Omit<DeployFile, "text">;

/** What the files of a deployment come to, against a definition. It holds no value. */
export interface CheckedDeployment {
  readonly problems: readonly Finding[];
  readonly warnings: readonly Finding[];
  readonly files: readonly {
    readonly file: string;
    readonly kind: DeployKind;
    /** What was taken for the application. */
    readonly applications: readonly string[];
    /** What else is given variables. */
    readonly others: readonly string[];
  }[];
  /** Settings of which the files can't say whether they are given, and where they may be. */
  readonly unseen: readonly { readonly setting: string; readonly variable: string; readonly why: string }[];
  /** How many settings the definition has. */
  readonly settings: number;
}

export interface CheckDeploymentOptions {
  /**
   * Names of the services, containers or jobs that are the application.
   *
   * @default those that are given the most settings
   */
  readonly only?: readonly string[] | undefined;
}

/**
 * What `confide check --deploy` finds, for a test of the application's own. The rules are in `docs/check.md`.
 *
 * @param paths Files of Docker Compose, Kubernetes, GitHub workflows, Vercel and Fly, and Dockerfiles.
 * @throws CouldNotLook, with a `code`, for a file that isn't there or is none of these, and for a name that no program has.
 *
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs";
 * import { checkDeployment } from "@confide/cli";
 * import * as z from "zod";
 *
 * writeFileSync("compose.yaml", "services: { app: { build: ., environment: { HSOT: db, PORT: 1 } } }");
 * const schema = z.object({ host: z.string(), port: z.int() });
 * const { problems } = await checkDeployment(["compose.yaml"], { schema });
 * console.log(problems.map(({ code }) => code)); // [ 'deploy-missing', 'deploy-unknown' ]
 * ```
 */
export async function checkDeployment(
  paths: readonly string[],
  definition: Definition,
  options?: CheckDeploymentOptions,
): Promise<CheckedDeployment> {
  const core = await ownCore();
  const { only }: CheckDeploymentOptions = core.knownOptions("checkDeployment()", options, { only: true });
  const given = paths.map((file) => ({ file, path: resolve(file) }));
  const { unread, ...checked } = await checkedDeployment(given, definition, { only, core });
  const [first] = unread;
  if (first) throw first;
  return checked;
}

interface DeploymentLook extends CheckedDeployment {
  /** Why files could not be looked at, beside those that were. */
  readonly unread: readonly CouldNotLook[];
}

/** The same with the definition's own copy of core: what was found, and what could not be looked at. */
export async function checkedDeployment(
  given: readonly NamedFile[],
  definition: Definition,
  { only = [], core }: CheckDeploymentOptions & { readonly core: Core },
): Promise<DeploymentLook> {
  const needs = needsOf(definition, core);
  const tried = await Promise.all(given.map(orUnread));
  const unread = tried.flatMap(({ failure }) => failure ?? []);
  // Of what a file names: an env_file.
  const textOf = (path: string) => {
    try {
      return textOrNone(path);
    } catch (error) {
      if (!(error instanceof CouldNotLook)) throw error;
      unread.push(error);
      return undefined;
    }
  };
  const files = tried.flatMap(({ found }) => found ?? []);
  const all = (await deployedIn(files, textOf)).map((deployed) => ({
    deployed,
    compared: compareDeployed(deployed, needs, { nearest: core.nearest, only }),
  }));
  const deployed = all.map((each) => each.deployed);
  // It may be in a file that could not be read.
  if (unread.length === 0) refuseAbsent(only, deployed);
  const isNone = files.length > 0 || unread.length === 0;
  return {
    unread,
    problems: [
      ...all.flatMap(({ compared }) => compared.problems),
      ...(isNone ? noApplication(all, needs) : []),
    ],
    warnings: all.flatMap(({ compared }) => compared.warnings),
    files: files.map(({ file, kind }) => ({ file, kind, ...programsIn(file, all) })),
    unseen: all.flatMap(({ compared }) => compared.unseen),
    settings: needs.settings.length,
  };
}

async function orUnread(
  given: NamedFile,
): Promise<
  | { readonly found: Recognized; readonly failure?: never }
  | { readonly failure: CouldNotLook; readonly found?: never }
> {
  try {
    return { found: await recognized({ ...given, text: deployText(given) }) };
  } catch (error) {
    if (error instanceof CouldNotLook) return { failure: error };
    throw error;
  }
}

function deployText({ path, file }: NamedFile): string {
  const text = textOrNone(path);
  if (text !== undefined) return text;
  throw new CouldNotLook({
    code: "no-deploy-file",
    message: `${file} isn't there`,
    file,
    fix: "correct the path",
  });
}

function refuseAbsent(only: readonly string[], all: readonly Deployed[]): void {
  const names = all.flatMap(({ programs }) => programs.map(({ name }) => name));
  if (only.every((name) => names.includes(name))) return;
  throw new CouldNotLook({
    code: "no-such-program",
    message: "The files have no service, container or job of that name",
    fix: names.length > 0 ? `they have ${[...new Set(names)].join(", ")}` : "they have none",
  });
}

/** A deployment in which every setting was forgotten must not look complete. */
function noApplication(
  all: readonly ComparedFile[],
  { settings }: Pick<DeployNeeds, "settings">,
): readonly Finding[] {
  if (
    !settings.some(({ required }) => required) ||
    all.some(({ compared }) => compared.applications.length > 0)
  )
    return [];
  const message =
    "No service, container or job of the files is given a setting, so that nothing was looked at";
  return [
    { code: "deploy-no-application", message, fix: "name the application: confide check --deploy FILE#NAME" },
  ];
}

interface ComparedFile {
  readonly deployed: Deployed;
  readonly compared: Compared;
}

function programsIn(
  file: string,
  all: readonly ComparedFile[],
): Pick<CheckedDeployment["files"][number], "applications" | "others"> {
  const taken = new Set(all.flatMap(({ compared }) => compared.applications));
  const here = all.flatMap(({ deployed }) => deployed.programs).filter((each) => each.file === file);
  const named = (some: typeof here) => [...new Set(some.map(({ what }) => what))];
  return {
    applications: named(here.filter((each) => taken.has(each))),
    others: named(here.filter((each) => !taken.has(each))),
  };
}
