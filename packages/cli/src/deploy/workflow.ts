import { beginsAsObject, type Deployed, type GivenVariable, program, type Program } from "./deployed.ts";
import type { ParsedYaml } from "./compose.ts";
import { below, entriesAt, itemsAt, textAt, type Tree } from "./tree.ts";

/** A GitHub workflow: each job with the variables of the workflow, its own, and those of its steps. */
export function workflowDeployed({ file, trees }: ParsedYaml): Deployed {
  const programs = trees.flatMap((tree) => {
    const shared = variablesOf(below(tree, "env"), file);
    return entriesAt(tree, "jobs").map(([name, job]) => jobOf({ name, job, shared, file, workflow: tree }));
  });
  return { programs, flaws: [] };
}

interface Job {
  readonly name: string;
  readonly job: Tree;
  readonly shared: Variables;
  readonly file: string;
  readonly workflow: Tree;
}

function jobOf({ name, job, shared, file, workflow }: Job): Program {
  const steps = itemsAt(job, "steps");
  const own = [job, below(job, "container"), ...steps].map((each) => variablesOf(below(each, "env"), file));
  const environment = below(job, "environment");
  const scripts = steps.flatMap((step) => textAt(step, "run") ?? []);
  return program({
    what: `job ${name}`,
    name,
    file,
    line: (below(job, "env") ?? below(workflow, "env") ?? job).line,
    given: [
      ...shared.given.map((each) => ({ ...each, shared: true }) as const),
      ...own.flatMap(({ given }) => given),
    ],
    scripts,
    open: [...shared.open, ...own.flatMap(({ open }) => open), ...steps.flatMap(whyOpen)],
    // A job that deploys names its environment; another tests, with values that are made up.
    ...(environment === undefined ? { trial: true } : { stage: stageOf(environment) }),
  });
}

/** `environment: production`, `environment: { name: production, url: … }` */
function stageOf(environment: Tree): string {
  return environment.text ?? textAt(environment, "name") ?? "";
}

interface Variables {
  readonly given: readonly GivenVariable[];
  readonly open: readonly string[];
}

function variablesOf(env: Tree | undefined, file: string): Variables {
  if (env?.text !== undefined && env.text !== null) return { given: [], open: ["its env is an expression"] };
  return {
    given: entriesAt(env).map(([name, { text, line }]) => workflowVariable(name, text ?? "", { file, line })),
    open: [],
  };
}

const EXPRESSION = /\$\{\{\s*([\s\S]*?)\s*\}\}/;

function workflowVariable(
  name: string,
  text: string,
  { file, line }: Pick<GivenVariable, "file" | "line">,
): GivenVariable {
  if (text === "") return { name, file, line, value: "empty" };
  const [, expression] = EXPRESSION.exec(text) ?? [];
  if (expression === undefined) return { name, file, line, value: "literal", isObject: beginsAsObject(text) };
  const [from = "an expression"] =
    /\b(?:secrets|vars|env|inputs|steps|needs)\.[\w.-]+/.exec(expression) ?? [];
  // `${{ secrets.TOKEN || 'text' }}`
  const value = /\|\|\s*'[^']/.test(expression) ? "default" : "reference";
  return { name, file, line, value, from, isObject: true };
}

/** Actions that set variables by what a secret manager or a file holds. */
const SETS_VARIABLES = /secret|vault|doppler|infisical|1password|dotenv|env-?file|load-env/i;

function whyOpen(step: Tree): readonly string[] {
  const uses = (textAt(step, "uses") ?? "").split("@")[0] ?? "";
  const run = textAt(step, "run") ?? "";
  return [
    ...(SETS_VARIABLES.test(uses) ? [`a step uses ${uses}`] : []),
    ...(/GITHUB_ENV/.test(run) ? ["a step writes to GITHUB_ENV"] : []),
  ];
}
