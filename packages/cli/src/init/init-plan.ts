import { existsSync } from "node:fs";
import { join, relative } from "node:path";

import { type ProposedFile } from "../files/propose.ts";
import { textOrNone } from "../files/read-text.ts";
import type { Finding } from "../finding.ts";
import type { ProjectFacts } from "../project/project.ts";
import type { ExistingSchema } from "../schemas/draft.ts";
import { type EnvNames, envNames } from "../schemas/env-names.ts";
import { existingSettings, type ExistingSettings } from "../schemas/existing-schema.ts";
import { agentHookFiles } from "./agent-hooks.ts";
import { agentsText, claudeText } from "./agents-text.ts";
import { configText } from "./config-text.ts";
import { exampleFile } from "./example-text.ts";
import { gitignoreText } from "./gitignore-text.ts";
import {
  coreNames,
  coreTakes,
  distinct,
  type DistinctDrafts,
  namedDraft,
  type NamedDraft,
} from "./named-drafts.ts";
import { leftOutWarnings } from "./left-out.ts";
import { type InitPlaces, initPlaces } from "./places.ts";
import { testText, writesTestFor } from "./test-text.ts";

export interface InitPlan {
  /** The definition's, from the project's folder. */
  readonly file: string;
  readonly files: readonly ProposedFile[];
  /** The schema that the definition is made from. */
  readonly schema: ExistingSchema | undefined;
  readonly drafts: readonly NamedDraft[];
  readonly warnings: readonly Finding[];
}

export interface InitPlanOptions {
  readonly agents: boolean;
  /** The definition that is there; it stays as it is, and so do the files that follow from it. */
  readonly definition?: string | undefined;
}

/** What would be written into a project, and nothing is. */
export async function initPlan(
  project: ProjectFacts,
  { agents, definition }: InitPlanOptions,
): Promise<InitPlan> {
  const places = initPlaces(project);
  const file = relative(project.folder, definition ?? places.config).replaceAll("\\", "/");
  const common = [gitignoreFile(project), ...(agents ? agentFiles(project, file) : [])];
  if (definition !== undefined) return { file, files: common, schema: undefined, drafts: [], warnings: [] };
  const found = await existingSettings(project.codeFiles, join(places.config, ".."));
  const schema = found.schema && withoutRefused(found.schema, await coreNames());
  const env = await envNames(project.folder);
  const { drafts, dropped } = await draftsOf(schema, env);
  const todos = [...(schema?.todos ?? []), ...found.todos, ...dropped];
  const files = [
    configFile(places, { drafts, schema, todos, found, env, project }),
    exampleFile(join(project.folder, ".env.example"), drafts),
    ...testFile(project, places),
  ];
  const warnings = [
    ...todoWarnings(drafts, todos, file),
    ...leftOutWarnings(env.leftOut, drafts),
    ...(writesTestFor(project.testRunner) ? [] : [noTest(project)]),
  ];
  return { file, files: [...files, ...common], schema, drafts, warnings };
}

/** A name that core refuses is no setting, but something left to do. */
function withoutRefused(
  schema: ExistingSchema,
  names: (path: readonly string[]) => string | undefined,
): ExistingSchema {
  const refused = schema.drafts.filter(({ path }) => !coreTakes(path, names));
  const todos = refused.map(({ path }) => `${JSON.stringify(path.join("."))} can't be the name of a setting`);
  return {
    ...schema,
    drafts: schema.drafts.filter((each) => !refused.includes(each)),
    todos: [...schema.todos, ...todos],
  };
}

/** The schema's settings, then what only files of variables name; one to begin with where there is nothing. */
async function draftsOf(schema: ExistingSchema | undefined, env: EnvNames): Promise<DistinctDrafts> {
  const names = await coreNames();
  const isFlat =
    schema?.drafts.some(({ path }) => path[0] !== undefined && /^[A-Z\d_]+$/.test(path[0])) ?? false;
  const known = (schema?.drafts ?? []).map((each) => namedDraft(each, names));
  const taken = new Set(known.flatMap(({ variable, variables }) => [variable, ...variables]));
  const others = env.drafts
    .filter(({ variables }) => !variables.some((name) => taken.has(name)))
    .map((each) => (isFlat || !coreTakes(each.path, names) ? { ...each, path: each.variables } : each));
  const all = distinct([...known, ...others.map((each) => namedDraft(each, names))], names);
  return all.drafts.length > 0 ? all : { ...all, drafts: [namedDraft(FIRST, names)] };
}

const FIRST = {
  path: ["port"],
  variables: ["PORT"],
  code: "z.int().min(0).max(65_535).default(3000)",
  secret: false,
  required: false,
  type: "integer",
  defaultCode: "3000",
} as const;

interface ConfigParts {
  readonly drafts: readonly NamedDraft[];
  readonly schema: ExistingSchema | undefined;
  readonly todos: readonly string[];
  readonly found: ExistingSettings;
  readonly env: EnvNames;
  readonly project: ProjectFacts;
}

function configFile(
  { config }: InitPlaces,
  { drafts, schema, todos, found, env, project }: ConfigParts,
): ProposedFile {
  const { statements = [] } = schema ?? {};
  const texts = env.files.map((name) => textOrNone(join(project.folder, name)) ?? "");
  const hasLocal = env.files.includes(".env.local") || LOCAL_FILES.has(project.framework);
  const isExpanded = found.expands || texts.some((text) => /\$\{\w+/.test(text));
  const expand = isExpanded ? ["{ expand: true }"] : [];
  const named = found.envFiles ?? (hasLocal ? [".env.local", ".env"] : []);
  const files = named.length === 0 ? [] : [filesCode(named)];
  const dotenvCode = `dotenv(${[...files, ...expand].join(", ")})`;
  return { path: config, text: configText({ drafts, statements, todos, dotenvCode }) };
}

function filesCode(names: readonly string[]): string {
  const codes = names.map((name) => JSON.stringify(name));
  return codes.length === 1 ? codes.join("") : `[${codes.join(", ")}]`;
}

/** Frameworks that read a `.env.local`. */
const LOCAL_FILES: ReadonlySet<string | undefined> = new Set([
  "Next.js",
  "Vite",
  "Astro",
  "SvelteKit",
  "Remix",
  "React Router",
]);

function testFile(
  { testRunner, manifest, typescript }: ProjectFacts,
  { test, specifier }: InitPlaces,
): ProposedFile[] {
  const hasGlobals =
    !typescript || (manifest.dependencies.has("@types/jest") && !manifest.dependencies.has("@jest/globals"));
  return existsSync(test) || !writesTestFor(testRunner)
    ? []
    : [{ path: test, text: testText({ runner: testRunner, hasGlobals, specifier }) }];
}

function gitignoreFile({ folder }: ProjectFacts): ProposedFile {
  const path = join(folder, ".gitignore");
  return { path, text: gitignoreText(textOrNone(path)) };
}

/** Instructions, which Claude Code looks for in a file of its own, and hooks. */
function agentFiles({ folder, packageManager }: ProjectFacts, definition: string): readonly ProposedFile[] {
  const [agents, claude] = [join(folder, "AGENTS.md"), join(folder, "CLAUDE.md")];
  const execute = (parameters: string) => packageManager.execute("confide", parameters.split(" "));
  return [
    { path: agents, text: agentsText(textOrNone(agents), { definition, execute }) },
    { path: claude, text: claudeText(textOrNone(claude)) },
    ...agentHookFiles(folder),
  ];
}

function noTest({ testRunner }: ProjectFacts): Finding {
  return {
    code: "init-no-test",
    message: `no test of the settings is written, as ${testRunner} would not run it`,
    fix: "write one by checkConfig of @confide/core, or let CI run confide check --example",
  };
}

function todoWarnings(
  drafts: readonly NamedDraft[],
  todos: readonly string[],
  file: string,
): readonly Finding[] {
  const code = "init-todo";
  return [
    ...todos.map((message) => ({ code, message, file })),
    ...drafts.flatMap(({ todo, variable, secret }) =>
      todo === undefined ? [] : [{ code, message: `${variable}: ${todo}`, secret, file }],
    ),
  ];
}
