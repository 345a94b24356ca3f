import type { GivenVariable, Program } from "./deployed.ts";
import { spelledFile, type DeployNeeds, type NeededSetting } from "./needs.ts";

/** How a program is given a setting. */
type Way =
  | { readonly by: "variable" | "empty"; readonly given: GivenVariable }
  | { readonly by: "file" | "argument" };

/** A program, and which settings it is given. */
export interface ProgramCandidate {
  readonly program: Program;
  readonly ways: ReadonlyMap<NeededSetting, Way>;
}

export function candidateOf(program: Program, { settings }: DeployNeeds): ProgramCandidate {
  const ways = settings.flatMap((setting) => {
    const way = wayOf(setting, program);
    return way === undefined ? [] : [[setting, way] as const];
  });
  return { program, ways: new Map(ways) };
}

/** The first that has a value; an empty variable only where nothing has. */
function wayOf(setting: NeededSetting, program: Program): Way | undefined {
  const variables = program.given.filter((each) => each.build !== true && gives(each, setting));
  const held = variables.find(({ value }) => value !== "empty");
  if (held) return { by: "variable", given: held };
  if (program.files.some((file) => setting.files.includes(spelledFile(file)))) return { by: "file" };
  if (program.args.some((word) => setting.args.includes(word.split("=")[0] ?? ""))) return { by: "argument" };
  const [empty] = variables;
  return empty && { by: "empty", given: empty };
}

function gives({ name, isObject }: GivenVariable, setting: NeededSetting): boolean {
  if (setting.variables.includes(name) || setting.fileVariables.includes(name)) return true;
  if (setting.groupVariables.includes(name)) return isObject === true;
  return setting.hasParts && setting.variables.some((variable) => name.startsWith(`${variable}_`));
}

/**
 * The programs that are the application: those that are given more than half as many settings as the one that is given
 * most. A database beside it, and a task that needs one address only, are others. In a workflow whose jobs have variables
 * of their own, those that every job has say nothing. What is for one stage is compared with what is for the same one: a job that
 * deploys isn't less of an application for a job that tests. Where no file shows a setting, those that may have one all the same.
 */
export function applicationsIn(candidates: readonly ProgramCandidate[]): readonly ProgramCandidate[] {
  const isNamed = candidates.some(hasOwn);
  const stages = Map.groupBy(candidates, ({ program }) => program.stage);
  const found = [...stages].flatMap(([stage, some]) =>
    givenMost(some, stage === undefined ? isNamed : some.some(hasOwn)),
  );
  if (found.length > 0) return found;
  return candidates.filter(({ program: { open, unread } }) => open.length > 0 && unread !== true);
}

function givenMost(candidates: readonly ProgramCandidate[], isNamed: boolean): readonly ProgramCandidate[] {
  const possible = candidates.filter((each) => each.ways.size > 0 && (!isNamed || hasOwn(each)));
  const most = Math.max(...possible.map(({ ways }) => ways.size));
  return possible.filter(({ ways }) => ways.size * 2 > most);
}

function hasOwn({ ways }: ProgramCandidate): boolean {
  return [...ways.values()].some((way) => !("given" in way) || way.given.shared !== true);
}
