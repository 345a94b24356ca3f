import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import type { Context, Result } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Finding } from "../finding.ts";
import { harmlessNames } from "../settings/harmless-names.ts";
import { counted } from "../text/counted.ts";
import type { CheckLook } from "./look.ts";

export interface FilesLookData {
  readonly look: "files";
  /** `false` too where git could not be asked: a warning says why. */
  readonly fits: boolean;
  /** How many files git tracks in the definition's folder and below. */
  readonly tracked: number;
}

/** Does git track files of secrets, and can others read those that it ignores? */
export const filesLook: CheckLook<FilesLookData> = {
  data: (z) => z.strictObject({ look: z.literal("files"), fits: z.boolean(), tracked: z.int() }),
  async run(loaded, context) {
    const { ignoredFiles } = await import("../git/git-files.ts");
    const { readableSecrets } = await import("../git/file-modes.ts");
    const { folder } = loaded;
    const [tracked, ignored] = await Promise.all([
      trackedLook(loaded, context),
      ignoredFiles({ folder, env: context.terminal.env }),
    ]);
    const readable = readableSecrets(ignored, folder);
    return { ...tracked, warnings: readable.map((each) => fromHere(each, loaded, context)) };
  },
  print({ fits, tracked }, { style }) {
    return fits ? `${style.green("✓")} git tracks no file of secrets: ${counted(tracked, "file")}` : "";
  },
};

/**
 * What a check that names no look has besides. Where there is no repository, that is nothing; where there is one that git
 * can't be asked about, a warning.
 */
export async function trackedWhereGitIs(
  loaded: LoadedDefinition,
  context: Context,
): Promise<readonly Result<FilesLookData>[]> {
  try {
    return [await trackedLook(loaded, context)];
  } catch (error) {
    if (!(error instanceof CouldNotLook)) throw error;
    const { code, message, fix } = error;
    if (WITHOUT_FILES.has(code) || !isInRepository(loaded.folder)) return [];
    const data = { look: "files", fits: false, tracked: 0 } as const;
    const what = `${message}: whether it tracks files of secrets was not looked at`;
    return [{ data, warnings: [{ code, message: what, ...(fix !== undefined && { fix }) }] }];
  }
}

const WITHOUT_FILES: ReadonlySet<string> = new Set(["no-repository", "bare-repository"]);

function isInRepository(folder: string): boolean {
  return existsSync(join(folder, ".git")) || (dirname(folder) !== folder && isInRepository(dirname(folder)));
}

async function trackedLook(loaded: LoadedDefinition, context: Context): Promise<Result<FilesLookData>> {
  const { trackedFiles } = await import("../git/git-files.ts");
  const { trackedSecrets } = await import("../git/tracked-secrets.ts");
  const { definition, core, folder } = loaded;
  const tracked = await trackedFiles({ folder, env: context.terminal.env });
  const found = trackedSecrets(tracked, folder, harmlessNames(definition, core));
  return {
    data: { look: "files", fits: found.length === 0, tracked: tracked.length },
    problems: found.map((each) => fromHere(each, loaded, context)),
  };
}

/** As the folder in which the command was started spells it. */
function fromHere(finding: Finding, { folder }: LoadedDefinition, { terminal }: Context): Finding {
  return { ...finding, file: relative(terminal.cwd, join(folder, finding.file ?? "")) };
}
