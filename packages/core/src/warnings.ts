import type { Origin, Problem } from "./errors.ts";
import { locate, type Resolution, type SourceReading, type Unclaimed } from "./resolve.ts";
import type { Plan } from "./schema.ts";
import { isWithin, pathName, type Setting } from "./setting.ts";
import type { Source } from "./source.ts";
import { nearest, printable } from "./text.ts";

/** Something that a load lets pass and that people should know. It holds no value. */
export interface Warning {
  readonly kind: "trap" | "unknown-name" | "deprecated" | "passed" | "absent";
  /** The setting or group that it is about; left out: the source as a whole. */
  readonly path?: readonly string[];
  readonly message: string;
  readonly origin: Origin;
  readonly fix?: string;
}

/** Everything odd that stopped nothing: traps, unknown names, deprecated settings, failures that `optional()` let pass. */
export function warningsOf(plan: Plan, resolution: Resolution): readonly Warning[] {
  const notes = resolution.notes.map(({ source: _, ...note }): Warning => note);
  return [...notes, ...deprecatedSettings(plan, resolution), ...unknownNames(plan, resolution)];
}

function deprecatedSettings(plan: Plan, { values }: Resolution): Warning[] {
  return plan.settings.flatMap(({ name, path, deprecated }): Warning[] => {
    const resolved = values.get(name);
    if (deprecated === undefined || resolved === undefined) return [];
    const message = `${name} is deprecated${deprecated === true ? "" : `: ${deprecated}`}`;
    return [{ kind: "deprecated", path, message, origin: resolved.origin }];
  });
}

function unknownNames(plan: Plan, { readings }: Resolution): Warning[] {
  return readings
    .filter(({ source }) => source.unknownNames !== "shared")
    .flatMap((reading) => unknownIn(plan, reading))
    .filter(({ meant }) => meant !== undefined)
    .map(({ origin, name, meant }) => unknown(origin, name, meant));
}

function unknown(origin: Origin, name: string, meant?: Spelled): Warning {
  const message = `unknown name ${printable(name)}`;
  return {
    kind: "unknown-name",
    origin,
    message,
    ...(meant && { path: meant.setting.path, fix: didYouMean(meant.name) }),
  };
}

function didYouMean(name: string): string {
  return `did you mean ${name}?`;
}

/** Problems that only a look at the whole shows: traps around secrets, unknown names in strict sources. */
export function strictProblems(plan: Plan, { notes, readings }: Resolution): Problem[] {
  const traps = notes.filter(
    ({ kind, path }) => kind === "trap" && path !== undefined && plan.settingAt.get(pathName(path))?.secret,
  );
  const unknowns = readings
    .filter(({ source }) => source.unknownNames === "refuse")
    .flatMap((reading) => unknownIn(plan, reading));
  return [
    ...traps.map(({ path = [], message, origin, fix }): Problem => ({
      path,
      kind: "trap",
      message,
      looked: [origin],
      secret: true,
      ...(fix !== undefined && { fix }),
    })),
    ...unknowns.map(({ origin, name, meant }): Problem => {
      const { message, fix = "take it out, or add it to the schema" } = unknown(origin, name, meant);
      return { path: meant?.setting.path ?? [], kind: "unknown-name", message, looked: [origin], fix };
    }),
  ];
}

/** A missing setting whose name is nearly there is one problem, with the fix. */
export function withTypos(plan: Plan, { readings }: Resolution, problems: readonly Problem[]): Problem[] {
  const typos = readings.flatMap(({ source, unclaimed }) =>
    problems.flatMap((problem) => typoFor(plan, problem, source, unclaimed)),
  );
  const fixes = new Map(typos.map(({ problem, fix }) => [problem, fix]));
  const merged = problems.map((problem) => ({
    ...problem,
    ...(fixes.has(problem) && { fix: fixes.get(problem) ?? "" }),
  }));
  const told = new Set(typos.map(({ problem }) => pathName(problem.path)));
  return merged.filter(
    ({ kind, path }) => kind !== "unknown-name" || path.length === 0 || !told.has(pathName(path)),
  );
}

function typoFor(
  plan: Plan,
  problem: Problem,
  source: Source,
  unclaimed: () => readonly Unclaimed[],
): { problem: Problem; fix: string }[] {
  const setting = problem.kind === "missing" ? plan.settingAt.get(pathName(problem.path)) : undefined;
  if (!setting) return [];
  const known = knownNames(plan, source);
  for (const { name, path, origin } of unclaimed()) {
    const target = path ? setting.path.at(-1) : locate(source, setting);
    const sameGroup =
      path === undefined ||
      (path.length === setting.path.length && isWithin(setting.path, path.slice(0, -1)));
    if (
      target === undefined ||
      !sameGroup ||
      (path === undefined && known.has(name)) ||
      nearest(name, [target]) === undefined
    )
      continue;
    const place =
      origin.location === undefined || origin.location === name
        ? source.name
        : `${source.name} ${origin.location}`;
    return [{ problem, fix: `${printable(place)} holds ${printable(name)}: ${didYouMean(target)}` }];
  }
  return [];
}

interface Spelled {
  readonly setting: Setting;
  readonly name: string;
}

function unknownIn(
  plan: Plan,
  { source, unclaimed }: SourceReading,
): { name: string; origin: Origin; meant?: Spelled }[] {
  const known = knownNames(plan, source);
  return unclaimed().flatMap(({ name, path, origin }) => {
    if (path ? plan.settingAt.has(pathName(path)) : known.has(name)) return [];
    const candidates = path ? siblings(plan, path) : known;
    const near = nearest(name, candidates.keys());
    const meant = near === undefined ? undefined : candidates.get(near);
    return [{ name, origin, ...(meant && near !== undefined && { meant: { setting: meant, name: near } }) }];
  });
}

function knownNames(plan: Plan, source: Source): ReadonlyMap<string, Setting> {
  const names = new Map<string, Setting>();
  for (const setting of plan.settings) {
    for (const group of setting.groups) {
      const location = locate(source, { ...setting, path: group.path, name: group.name, env: group.env });
      if (location !== undefined && !names.has(location)) names.set(location, setting);
    }
    for (const name of [locate(source, setting), ...setting.env])
      if (name !== undefined) names.set(name, setting);
  }
  return names;
}

function siblings(plan: Plan, path: readonly string[]): ReadonlyMap<string, Setting> {
  const near = plan.settings.filter(
    (setting) => setting.path.length >= path.length && isWithin(setting.path, path.slice(0, -1)),
  );
  return new Map(near.map((setting) => [setting.path[path.length - 1] ?? "", setting]));
}

/** Where a later source holds a setting that an earlier one won. */
export function shadowedOrigins({ readings, shadowed }: Resolution, setting: Setting): readonly Origin[] {
  const held = readings.flatMap(({ source, unclaimed }): Origin[] => {
    const location = locate(source, setting);
    const names = new Set([location, ...setting.env]);
    return unclaimed()
      .filter(({ name, path }) => path === undefined && names.has(name))
      .map(({ origin }) => origin);
  });
  return [...held, ...(shadowed.get(setting.name) ?? [])];
}
