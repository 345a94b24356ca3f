import { basename, join, relative } from "node:path";

import type { CodeRead, UnparsedCode } from "../code/code-reads.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { Finding } from "../finding.ts";
import { counted } from "../text/counted.ts";
import type { CheckLook } from "./look.ts";

export interface CodeLookData {
  readonly look: "code";
  readonly fits: boolean;
  /** How many files of the application's code there are. */
  readonly files: number;
}

/** Does code read the environment past the definition? */
export const codeLook: CheckLook<CodeLookData> = {
  data: (z) => z.strictObject({ look: z.literal("code"), fits: z.boolean(), files: z.int() }),
  async run({ definition, core, folder, file }, { terminal }) {
    const [{ parseSync }, { codeReads }, { trackedFiles }] = await Promise.all([
      import("oxc-parser"),
      import("../code/code-reads.ts"),
      import("../git/git-files.ts"),
    ]);
    const paths = await trackedFiles({ folder, env: terminal.env });
    const found = codeReads(paths, { folder, definition: basename(file), parse: parseSync });
    const settings = core.describeSettings(definition).map(({ setting }) => setting);
    const sources = definition.sources ?? [core.env()];
    const known = new Map(
      sources.flatMap((source) =>
        settings.flatMap((setting) =>
          (source.names?.(setting) ?? []).map((name) => [name, setting.name] as const),
        ),
      ),
    );
    const fromHere = (path: string) => relative(terminal.cwd, join(folder, path));
    const findings = found.reads
      .filter(({ name }) => IS_VARIABLE.test(name) && (known.has(name) || !OF_TOOLS.has(name)))
      .map((read) => readFinding({ ...read, file: fromHere(read.file) }, known.get(read.name)));
    const problems = findings.filter(({ setting }) => setting !== undefined);
    return {
      data: { look: "code", fits: problems.length + found.unparsed.length === 0, files: found.files },
      problems,
      unseen: found.unparsed.map((each) => unparsedFile({ ...each, file: fromHere(each.file) })),
      warnings: [
        ...(found.files === 0 ? [NO_CODE] : []),
        ...findings.filter(({ setting }) => setting === undefined),
      ],
    };
  },
  print({ fits, files }, { style }) {
    return fits && files > 0
      ? `${style.green("✓")} no code reads a setting past the definition: ${counted(files, "file")}`
      : "";
  },
};

const IS_VARIABLE = /^[A-Za-z_]\w{0,63}$/;

/** Bundlers put a constant in their place. */
const OF_TOOLS: ReadonlySet<string> = new Set(["NODE_ENV", "MODE", "BASE_URL", "PROD", "DEV", "SSR"]);

function readFinding({ name, file, line }: CodeRead, setting: string | undefined): Finding {
  if (setting === undefined)
    return {
      code: "env-read-other",
      message: `${name} is read here, and is no setting's variable`,
      file,
      line,
      fix: "make it a setting",
    };
  return {
    code: "env-read",
    setting,
    message: `${name} is read here, past the definition`,
    file,
    line,
    fix: "take it from the loaded configuration",
  };
}

/** In a repository to which nothing was added yet, that nothing was found says nothing. */
const NO_CODE: Finding = {
  code: "no-code",
  message: "git tracks no code of an application here, so none was looked at",
  fix: "git add it first",
};

function unparsedFile({ file, line, why }: UnparsedCode): CouldNotLook {
  const message = `${file} ${why}, so what it reads isn't known`;
  return new CouldNotLook({ code: "unparsed-code", message, file, line });
}
