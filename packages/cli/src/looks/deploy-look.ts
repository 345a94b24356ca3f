import { existsSync } from "node:fs";
import { relative } from "node:path";

import type { Context } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { type Compared, compareDeployed } from "../deploy/compare.ts";
import { type DeployFile, deployedIn, type DeployKind, recognized } from "../deploy/deploy-files.ts";
import type { Deployed } from "../deploy/deployed.ts";
import { needsOf } from "../deploy/needs.ts";
import { textOrNone } from "../files/propose.ts";
import type { Page } from "../text/page.ts";
import { counted, type CheckLook } from "./look.ts";

const KINDS = {
  compose: "Docker Compose",
  kubernetes: "Kubernetes",
  workflow: "GitHub workflow",
  dockerfile: "Dockerfile",
  vercel: "Vercel",
  fly: "Fly",
} as const satisfies Record<DeployKind, string>;

export interface DeployLookData {
  readonly look: "deploy";
  readonly fits: boolean;
  readonly settings: number;
  readonly files: readonly {
    readonly file: string;
    readonly kind: DeployKind;
    /** What was taken for the application. */
    readonly applications: readonly string[];
    /** What else is given variables. */
    readonly others: readonly string[];
  }[];
  /** Settings of which the files can't say whether they are given, and where they may be. */
  readonly unseen: Compared["unseen"];
}

/** Do a deployment's files give what the settings need? No value is read but of these files, and none is kept. */
export const deployLook: CheckLook<DeployLookData> = {
  data(z) {
    const names = z.array(z.string()).readonly();
    const kind = z.enum(["compose", "kubernetes", "workflow", "dockerfile", "vercel", "fly"]);
    const unseen = z.strictObject({ setting: z.string(), variable: z.string(), why: z.string() });
    return z.strictObject({
      look: z.literal("deploy"),
      fits: z.boolean(),
      settings: z.int(),
      files: z
        .array(z.strictObject({ file: z.string(), kind, applications: names, others: names }))
        .readonly(),
      unseen: z.array(unseen).readonly(),
    });
  },
  async run({ definition, core }, context) {
    const needs = needsOf(definition, core);
    const given = [...context.options.texts("deploy"), ...context.args].map((each) => fileOf(each, context));
    const files = await Promise.all(given.map(recognized));
    const only = given.flatMap(({ program = [] }) => program);
    const all = (await deployedIn(files, textOrNone)).map((deployed) => ({
      deployed,
      compared: compareDeployed(deployed, needs, { nearest: core.nearest, only }),
    }));
    refuseAbsent(
      only,
      all.map(({ deployed }) => deployed),
    );
    const problems = all.flatMap(({ compared }) => compared.problems);
    return {
      data: {
        look: "deploy",
        fits: problems.length === 0,
        settings: needs.settings.length,
        files: files.map(({ file, kind }) => ({ file, kind, ...programsIn(file, all) })),
        unseen: all.flatMap(({ compared }) => compared.unseen),
      },
      problems,
      warnings: all.flatMap(({ compared }) => compared.warnings),
    };
  },
  print: printDeployed,
};

/** `FILE`, or `FILE#NAME`: a service, container or job that is the application. */
function fileOf(given: string, context: Context): DeployFile & { readonly program?: string } {
  const hash = given.lastIndexOf("#");
  // A file's own name may hold a #.
  const isSplit = hash > 0 && !existsSync(context.resolve(given));
  const path = context.resolve(isSplit ? given.slice(0, hash) : given);
  const text = textOrNone(path);
  const file = relative(context.terminal.cwd, path);
  if (text === undefined)
    throw new CouldNotLook({
      code: "no-deploy-file",
      message: "A file that --deploy names isn't there",
      fix: "correct the path",
    });
  return { file, path, text, ...(isSplit && { program: given.slice(hash + 1) }) };
}

function refuseAbsent(only: readonly string[], all: readonly Deployed[]): void {
  const names = all.flatMap(({ programs }) => programs.map(({ name }) => name));
  if (only.every((name) => names.includes(name))) return;
  throw new CouldNotLook({
    code: "no-such-program",
    message: "The files have no service, container or job of the name after the #",
    fix: names.length > 0 ? `they have ${[...new Set(names)].join(", ")}` : "they have none",
  });
}

interface LookedAtFile {
  readonly deployed: Deployed;
  readonly compared: Compared;
}

function programsIn(
  file: string,
  all: readonly LookedAtFile[],
): Pick<DeployLookData["files"][number], "applications" | "others"> {
  const taken = new Set(all.flatMap(({ compared }) => compared.applications));
  const here = all.flatMap(({ deployed }) => deployed.programs).filter((each) => each.file === file);
  const named = (some: typeof here) => [...new Set(some.map(({ what }) => what))];
  return {
    applications: named(here.filter((each) => taken.has(each))),
    others: named(here.filter((each) => !taken.has(each))),
  };
}

function printDeployed({ fits, settings, files, unseen }: DeployLookData, { style, table }: Page): string {
  const rows = files.map(({ file, kind, applications, others }) => [
    file,
    KINDS[kind],
    applications.join("\n") || "nothing",
    others.join("\n"),
  ]);
  const elsewhere = unseen.map(({ variable, why }) => [variable, why]);
  const parts = [
    table([["file", "is", "looked at", "left out"], ...rows]),
    ...(elsewhere.length > 0 ? [table([["these files can't say", "it may be in"], ...elsewhere])] : []),
    ...(fits
      ? [
          `${style.green("✓")} ${files.length === 1 ? "the file fits" : "the files fit"}: ${counted(settings, "setting")}`,
        ]
      : []),
  ];
  return parts.join("\n\n");
}
