import { existsSync } from "node:fs";
import { relative } from "node:path";

import type { Context } from "../command.ts";
import { checkedDeployment, type CheckedDeployment } from "../deploy/check-deployment.ts";
import type { DeployFile, DeployKind } from "../deploy/deploy-files.ts";
import type { Page } from "../text/page.ts";
import { counted } from "../text/counted.ts";
import type { CheckLook } from "./look.ts";

const KINDS = {
  compose: "Docker Compose",
  kubernetes: "Kubernetes",
  workflow: "GitHub workflow",
  dockerfile: "Dockerfile",
  vercel: "Vercel",
  fly: "Fly",
} as const satisfies Record<DeployKind, string>;

export interface DeployLookData extends Pick<CheckedDeployment, "settings" | "files" | "unseen"> {
  readonly look: "deploy";
  readonly fits: boolean;
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
    const given = [...context.options.texts("deploy"), ...context.args].map((each) => fileOf(each, context));
    const only = given.flatMap(({ program = [] }) => program);
    const { problems, warnings, unread, ...found } = await checkedDeployment(given, definition, {
      only,
      core,
    });
    const [first] = unread;
    if (first && given.length === 1 && found.files.length === 0) throw first;
    const fits = problems.length + unread.length === 0;
    return { data: { look: "deploy", fits, ...found }, problems, warnings, unseen: unread };
  },
  print: printDeployed,
};

/** `FILE`, or `FILE#NAME`: a service, container or job that is the application. */
function fileOf(given: string, context: Context): Omit<DeployFile, "text"> & { readonly program?: string } {
  const hash = given.lastIndexOf("#");
  // A file's own name may hold a #.
  const isSplit = hash > 0 && !existsSync(context.resolve(given));
  const path = context.resolve(isSplit ? given.slice(0, hash) : given);
  const file = relative(context.terminal.cwd, path);
  return { file, path, ...(isSplit && { program: given.slice(hash + 1) }) };
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
    ...(rows.length > 0 ? [table([["file", "is", "looked at", "left out"], ...rows])] : []),
    ...(elsewhere.length > 0 ? [table([["these files can't say", "it may be in"], ...elsewhere])] : []),
    ...(fits
      ? [
          `${style.green("✓")} ${files.length === 1 ? "the file fits" : "the files fit"}: ${counted(settings, "setting")}`,
        ]
      : []),
  ];
  return parts.join("\n\n");
}
