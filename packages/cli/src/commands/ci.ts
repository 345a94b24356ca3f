import { existsSync } from "node:fs";
import { join, relative } from "node:path";

import type { CiFacts } from "../ci/ci-facts.ts";
import { ciPlan, type Platform } from "../ci/ci-plan.ts";
import { type Context, defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { textOrNone } from "../files/read-text.ts";
import { vendorsOf } from "../program/credentials.ts";
import { findGitHost } from "../project/git.ts";
import { readManifest } from "../project/manifest.ts";
import { findPackageManager } from "../project/package-manager.ts";

interface CiData {
  readonly platform: Platform;
  readonly environments: readonly string[];
  /** What a deployment signs in to. */
  readonly clouds: readonly string[];
  readonly files: readonly { readonly file: string; readonly change: "new" | "kept" }[];
  readonly outcome: "written" | "declined" | "unchanged" | "dry-run";
}

export const ciCommand = defineCommand<CiData>({
  data: (z) =>
    z.strictObject({
      platform: z.enum(["github", "gitlab"]),
      environments: z.array(z.string()).readonly(),
      clouds: z.array(z.string()).readonly(),
      files: z.array(z.strictObject({ file: z.string(), change: z.enum(["new", "kept"]) })).readonly(),
      outcome: z.enum(["written", "declined", "unchanged", "dry-run"]),
    }),
  async run(context) {
    const { options, terminal } = context;
    const environments = environmentsIn(context);
    const named = platformIn(context);
    const { definition, folder } = await context.definition();
    const platform = named ?? (await platformThere(context, folder));
    const facts = await factsOf(folder, {
      environments,
      clouds: vendorsOf(definition).filter((each) => each !== "local"),
    });
    const { files, next } = ciPlan(platform, facts, folder);
    const changes = files.map(({ path }) => ({
      file: relative(terminal.cwd, path),
      change: textOrNone(path) === undefined ? ("new" as const) : ("kept" as const),
    }));
    const dry = options.flag("dry-run");
    const proposal = await context.proposeAll(files, dry);
    const outcome = dry && proposal !== "unchanged" ? "dry-run" : proposal;
    return {
      data: { platform, environments, clouds: facts.clouds, files: changes, outcome },
      next: outcome === "written" ? next : [],
    };
  },
  print({ files, outcome }, { style }) {
    const names = files.flatMap(({ file, change }) => (change === "new" ? [file] : [])).join(", ");
    if (outcome === "declined") return "Nothing was written.";
    if (outcome === "unchanged") return `${style.green("✓")} everything is there already`;
    return `${style.green("✓")} ${outcome === "dry-run" ? "would write" : "wrote"} ${names}`;
  },
});

function environmentsIn({ options }: Context): readonly string[] {
  const given = options.texts("env");
  if (given.every((name) => /^[a-z][a-z0-9-]{0,40}$/.test(name)))
    return given.length > 0 ? [...new Set(given)] : ["production"];
  throw new CouldNotLook({
    code: "usage",
    message: "--env takes the name of an environment: lower-case letters, digits and hyphens",
    next: [{ command: "confide ci --help", why: "says what it takes" }],
  });
}

function platformIn({ args: [given] }: Context): Platform | undefined {
  if (given === undefined || given === "github" || given === "gitlab") return given;
  throw new CouldNotLook({
    code: "usage",
    message: "confide ci knows github and gitlab, and no such platform",
  });
}

/** By what is there, else by the remote's host. */
async function platformThere({ terminal }: Context, folder: string): Promise<Platform> {
  if (existsSync(join(folder, ".gitlab-ci.yml"))) return "gitlab";
  return /gitlab/.test((await findGitHost(folder, terminal.env)) ?? "") ? "gitlab" : "github";
}

async function factsOf(folder: string, given: Pick<CiFacts, "environments" | "clouds">): Promise<CiFacts> {
  const manager = await findPackageManager(folder);
  return {
    ...given,
    packageManager: manager.name,
    execute: (parameters) => manager.execute("confide", parameters.split(" ")),
    hasDeploy: readManifest(folder).scripts.has("deploy"),
    hasExample: existsSync(join(folder, ".env.example")),
  };
}
