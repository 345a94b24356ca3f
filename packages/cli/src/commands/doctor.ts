import { relative } from "node:path";
import process from "node:process";

import { type Context, defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { CheckUp, LookedAt } from "../doctor/check-up.ts";
import { checkHooks } from "../doctor/hooks.ts";
import { checkPackages } from "../doctor/packages.ts";
import { checkScanners } from "../doctor/scanners.ts";
import { checkStores } from "../doctor/stores.ts";
import { checkNode, checkTypeScript } from "../doctor/versions.ts";
import { type Finding, findingOf } from "../finding.ts";
import { lookAtProject, type ProjectFacts } from "../project/project.ts";

interface DoctorData {
  readonly looks: readonly LookedAt[];
}

export const doctorCommand = defineCommand<DoctorData>({
  data: (z) => {
    const area = z.enum(["node", "typescript", "packages", "hooks", "scanners", "stores", "definition"]);
    const look = z.strictObject({ area, name: z.string(), found: z.string() });
    return z.strictObject({ looks: z.array(look).readonly() });
  },
  async run(context) {
    const { cwd, env } = context.terminal;
    const project = await lookAtProject(cwd, env);
    const parts = [
      checkNode(process.versions.node),
      checkTypeScript(project),
      checkPackages(project),
      ...(await Promise.all([checkHooks(cwd, env), checkScanners(cwd, env)])),
      await checkDefinition(project, context),
    ];
    return {
      data: { looks: parts.flatMap(({ looks }) => looks) },
      problems: parts.flatMap(({ problems = [] }) => problems),
      warnings: parts.flatMap(({ warnings = [] }) => warnings),
      next: parts.flatMap(({ next = [] }) => next),
    };
  },
  print: ({ looks }, { table }) =>
    table([["looked at", "found"], ...looks.map(({ name, found }) => [name, found])]),
});

/** Without a definition the rest is worth a look all the same. */
async function checkDefinition(project: ProjectFacts, context: Context): Promise<CheckUp> {
  try {
    const loaded = await context.definition();
    const invalid = whatIsInvalid(loaded);
    if (invalid !== undefined) return { looks: [NONE_THAT_WORKS], problems: invalid };
    const { looks, problems = [] } = await checkStores(loaded, project, {
      env: context.terminal.env,
      online: context.options.flag("online"),
    });
    return {
      looks: [
        { area: "definition", name: "definition", found: relative(context.terminal.cwd, loaded.file) },
        ...looks,
      ],
      problems,
    };
  } catch (error) {
    if (!(error instanceof CouldNotLook)) throw error;
    const { code, message, file, line, fix, next } = error;
    const place = { ...(file !== undefined && { file }), ...(line !== undefined && { line }) };
    const finding = { code, message, ...place, ...(fix !== undefined && { fix }) };
    return { looks: [NONE_THAT_WORKS], problems: [finding], next };
  }
}

const NONE_THAT_WORKS = { area: "definition", name: "definition", found: "none that works" } as const;

/** What keeps any load of it from beginning. Nothing is read. */
function whatIsInvalid({ definition, core }: LoadedDefinition): readonly Finding[] | undefined {
  try {
    core.checkDefinition(definition);
    return undefined;
  } catch (error) {
    if (!(error instanceof core.ConfigError)) throw error;
    return error.problems.map((each) => findingOf(each, core.pathName));
  }
}
