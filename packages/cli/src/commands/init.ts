import { relative } from "node:path";

import { type Context, defineCommand, type Result } from "../command.ts";
import { definitionFileIn } from "../definition/find.ts";
import { type ProposedFile, textToWrite } from "../files/propose.ts";
import { textOrNone } from "../files/read-text.ts";
import { initPlan, type InitPlan } from "../init/init-plan.ts";
import { installSteps } from "../init/install.ts";
import { lookAtProject, type ProjectFacts } from "../project/project.ts";
import { diff } from "../text/diff.ts";

interface InitData {
  readonly found: {
    readonly packageManager: string;
    readonly typescript: boolean;
    readonly modules: "esm" | "commonjs";
    readonly framework: string | null;
    readonly testRunner: string;
    readonly gitHost: string | null;
    /** The definition that was there already. */
    readonly definition: string | null;
    readonly schema: { readonly kind: string; readonly file: string } | null;
  };
  readonly settings: number;
  readonly secrets: number;
  readonly files: readonly {
    readonly file: string;
    readonly change: "new" | "changed" | "unchanged";
    /** The lines that change, each behind `+ `, `- ` or two spaces. */
    readonly difference: readonly string[];
  }[];
  readonly outcome: "written" | "declined" | "unchanged" | "dry-run";
}

export const initCommand = defineCommand<InitData>({
  data: (z) => {
    const found = z.strictObject({
      packageManager: z.string(),
      typescript: z.boolean(),
      modules: z.enum(["esm", "commonjs"]),
      framework: z.string().nullable(),
      testRunner: z.string(),
      gitHost: z.string().nullable(),
      definition: z.string().nullable(),
      schema: z.strictObject({ kind: z.string(), file: z.string() }).nullable(),
    });
    const file = z.strictObject({
      file: z.string(),
      change: z.enum(["new", "changed", "unchanged"]),
      difference: z.array(z.string()).readonly(),
    });
    return z.strictObject({
      found,
      settings: z.int(),
      secrets: z.int(),
      files: z.array(file).readonly(),
      outcome: z.enum(["written", "declined", "unchanged", "dry-run"]),
    });
  },
  async run(context) {
    const { cwd, env } = context.terminal;
    const project = await lookAtProject(cwd, env);
    const given = context.options.text("config");
    const definition = given === undefined ? definitionFileIn(cwd) : context.resolve(given);
    const plan = await initPlan(project, { agents: context.options.flag("agents"), definition });
    const data = dataOf({ plan, project, definition }, cwd);
    const dry = context.options.flag("dry-run");
    const proposal = await context.proposeAll(plan.files, dry);
    const outcome = dry && proposal !== "unchanged" ? "dry-run" : proposal;
    return {
      data: { ...data, outcome },
      warnings: plan.warnings,
      next: nextSteps(project, plan.file, outcome, context),
    };
  },
  print({ found, settings, secrets, files, outcome }, { style, table }) {
    const changed = files.filter(({ change }) => change !== "unchanged").map(({ file }) => file);
    const facts = [
      found.packageManager,
      found.typescript ? "TypeScript" : "JavaScript",
      found.modules === "esm" ? "ES modules" : "CommonJS",
      found.framework ?? [],
      found.testRunner,
      found.gitHost ?? [],
    ].flat();
    const rows = [
      ["", ""],
      ["found", facts.join(", ")],
      ["schema", found.schema === null ? "" : `${found.schema.kind} in ${found.schema.file}`],
      [
        "settings",
        settings === 0
          ? ""
          : `${settings}, of which ${secrets} ${secrets === 1 ? "is a secret" : "are secrets"}`,
      ],
    ];
    const done = `${style.green("✓")} ${DONE[outcome]}${outcome === "unchanged" ? "" : changed.join(", ")}`;
    return `${table(rows.filter(([, value], index) => index === 0 || value !== "")).trimStart()}\n\n${outcome === "declined" ? "Nothing was written." : done}`;
  },
});

const DONE: Readonly<Record<InitData["outcome"], string>> = {
  written: "wrote ",
  declined: "",
  unchanged: "everything is there already",
  "dry-run": "would write ",
};

interface Planned {
  readonly plan: InitPlan;
  readonly project: ProjectFacts;
  readonly definition: string | undefined;
}

function dataOf({ plan, project, definition }: Planned, cwd: string): Omit<InitData, "outcome"> {
  const { packageManager, typescript, manifest, framework, testRunner, gitHost } = project;
  const { schema, drafts, files } = plan;
  return {
    found: {
      packageManager: packageManager.name,
      typescript,
      modules: manifest.isModule ? "esm" : "commonjs",
      framework: framework ?? null,
      testRunner,
      gitHost: gitHost ?? null,
      definition: definition === undefined ? null : relative(cwd, definition),
      schema: schema ? { kind: schema.kind, file: relative(cwd, schema.file) } : null,
    },
    settings: drafts.length,
    secrets: drafts.filter(({ secret }) => secret).length,
    files: files.map((each) => changeOf(each, cwd)),
  };
}

function changeOf(file: ProposedFile, cwd: string): InitData["files"][number] {
  const { path, shown = (line) => line } = file;
  const [before, text] = [textOrNone(path), textToWrite(file)];
  const change = before === undefined ? "new" : before === text ? "unchanged" : "changed";
  const lines = diff(before ?? "", text).map((line) => `${MARKS[line.kind]} ${shown(line.text)}`);
  return { file: relative(cwd, path), change, difference: lines };
}

const MARKS = { same: " ", added: "+", removed: "-" } as const;

function nextSteps(
  project: ProjectFacts,
  definition: string,
  outcome: InitData["outcome"],
  { terminal }: Context,
): Result<InitData>["next"] & {} {
  if (outcome === "declined") return [];
  if (outcome === "dry-run") return [{ command: "confide init", why: "shows the same, asks, and writes it" }];
  const check = project.packageManager.execute("confide", ["check"]);
  return [
    ...installSteps(project, definition),
    { command: check, why: `says what ${terminal.cwd} still lacks` },
  ];
}
