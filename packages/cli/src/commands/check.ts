import { type Context, defineCommand, type Result } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { ageLook, type AgeLookData } from "../looks/age-look.ts";
import { codeLook, type CodeLookData } from "../looks/code-look.ts";
import { deployLook, type DeployLookData } from "../looks/deploy-look.ts";
import { exampleLook, type ExampleLookData } from "../looks/example-look.ts";
import { filesLook, type FilesLookData, trackedWhereGitIs } from "../looks/files-look.ts";
import { loadLook, type LoadLookData } from "../looks/load-look.ts";
import type { CheckLook } from "../looks/look.ts";
import type { Page } from "../text/page.ts";

type LookData = LoadLookData | ExampleLookData | DeployLookData | FilesLookData | CodeLookData | AgeLookData;

interface CheckData {
  /** What was looked at. Naming a look leaves the others out, so that a machine without the secrets can do it. */
  readonly looks: readonly LookData[];
}

export const checkCommand = defineCommand<CheckData>({
  data: (z) =>
    z.strictObject({
      looks: z
        .array(
          z.union([
            loadLook.data(z),
            exampleLook.data(z),
            deployLook.data(z),
            filesLook.data(z),
            codeLook.data(z),
            ageLook.data(z),
          ]),
        )
        .readonly(),
    }),
  async run(context) {
    refuseStrayFiles(context);
    const loaded = await context.definition();
    const looks = lookedAt(loaded, context);
    const [only] = looks;
    // By itself it comes to nothing where it can't look; among others, they are worth a report all the same.
    if (only && looks.length === 1) return together([await only].flat());
    return together((await Promise.all(looks.map(orUnseen))).flat());
  },
  print({ looks }, page) {
    // A check that names no look is about the load; of the others it shows what is wrong.
    const load = looks.filter(({ look }) => look === "load");
    return (load.length > 0 ? load : looks)
      .map((each) => printLook(each, page))
      .filter((text) => text !== "")
      .join("\n");
  },
});

type Looking = Promise<Result<LookData> | readonly Result<LookData>[]>;

function lookedAt(loaded: LoadedDefinition, context: Context): readonly Looking[] {
  const { options } = context;
  const named: readonly (readonly [boolean, Pick<CheckLook<LookData>, "run">])[] = [
    [options.flag("example"), exampleLook],
    [options.flag("files"), filesLook],
    [options.flag("code"), codeLook],
    [options.text("max-age") !== undefined, ageLook],
    [options.texts("deploy").length > 0, deployLook],
  ];
  const looks = named.flatMap(([isNamed, look]) => (isNamed ? [look] : []));
  if (looks.length > 0) return looks.map(async (look) => look.run(loaded, context));
  return [loadLook.run(loaded, context), trackedWhereGitIs(loaded, context)];
}

/** What a look came to; without data where it could not look. */
type LookOutcome = Partial<Result<LookData>>;

async function orUnseen(looking: Looking): Promise<readonly LookOutcome[]> {
  try {
    return [await looking].flat();
  } catch (error) {
    if (error instanceof CouldNotLook) return [{ unseen: [error] }];
    throw error;
  }
}

/** The report of core stands for its problems only where there are no others. */
function together(results: readonly LookOutcome[]): Result<CheckData> {
  const [report, ...others] = results
    .filter(({ problems = [] }) => problems.length > 0)
    .map((each) => each.report);
  return {
    data: { looks: results.flatMap(({ data }) => data ?? []) },
    problems: results.flatMap(({ problems = [] }) => problems),
    unseen: results.flatMap(({ unseen = [] }) => unseen),
    warnings: results.flatMap(({ warnings = [] }) => warnings),
    next: results.flatMap(({ next = [] }) => next),
    ...(report !== undefined && others.length === 0 && { report }),
  };
}

/** `--deploy k8s/*.yaml`: a shell makes arguments of all files but the first. */
function refuseStrayFiles({ args, options }: Context): void {
  if (args.length === 0 || options.texts("deploy").length > 0) return;
  throw new CouldNotLook({
    code: "usage",
    message: "confide check takes a FILE only behind --deploy",
    next: [{ command: "confide check --help", why: "says what it takes" }],
  });
}

function printLook(data: LookData, page: Page): string {
  switch (data.look) {
    case "load":
      return loadLook.print(data, page);
    case "example":
      return exampleLook.print(data, page);
    case "files":
      return filesLook.print(data, page);
    case "age":
      return ageLook.print(data, page);
    case "code":
      return codeLook.print(data, page);
    case "deploy":
      return deployLook.print(data, page);
  }
}
