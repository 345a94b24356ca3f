import type { Definition, Problem, Source } from "@confide/core";
import type { Place, ReadContext, Reading, SettingDescription } from "@confide/core/adapter";

import type { Core } from "../definition/core.ts";
import { copiedOrigin } from "../finding.ts";

/** What one source said of one setting. */
export interface Lookup {
  readonly source: string;
  readonly location?: string | undefined;
  readonly version?: string | undefined;
  /**
   * - `won`: the value is from here.
   * - `shadowed`: it has one too, and an earlier source won.
   * - `nothing`: it was asked, and has none.
   * - `failed`: it could not answer.
   * - `not-asked`: an earlier source had the value already.
   * - `never`: the setting can't be here.
   */
  readonly said: "won" | "shadowed" | "nothing" | "failed" | "not-asked" | "never";
  /** More about it: why it failed, or counts as nothing. */
  readonly note?: string | undefined;
}

interface Recorded {
  readonly wanted: ReadonlySet<string>;
  readonly reading?: Reading;
}

/** A definition whose sources keep what they answered, but its values. */
export interface Recording {
  readonly definition: Definition;
  lookupsOf(described: SettingDescription, problems: readonly Problem[]): readonly Lookup[];
}

/** A load reports only what won. To report what every source said, also where the load fails, each is recorded. */
export function recording({ schema, sources }: Definition, core: Core): Recording {
  const all = sources ?? [core.env()];
  const recorded = new Map<Source, Recorded>();
  return {
    definition: { schema, sources: all.map((source) => listening(source, recorded)) },
    lookupsOf(described, problems) {
      let isFound = false;
      return all.map((source) => {
        const lookup = lookupIn(
          source,
          described,
          { recorded: recorded.get(source), isFound, problems },
          core,
        );
        isFound ||= lookup.said === "won";
        return lookup;
      });
    },
  };
}

function listening(source: Source, recorded: Map<Source, Recorded>): Source {
  return new Proxy(source, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key);
      if (typeof found !== "function") return found;
      if (key !== "read") return found.bind(target) as unknown;
      return async (wanted: readonly Place[], context: ReadContext) => {
        const names = new Set(wanted.map(({ name }) => name));
        recorded.set(source, { wanted: names });
        const reading = await target.read(wanted, context);
        recorded.set(source, { wanted: names, reading });
        return reading;
      };
    },
  });
}

interface Situation {
  readonly recorded: Recorded | undefined;
  readonly isFound: boolean;
  readonly problems: readonly Problem[];
}

function lookupIn(source: Source, { setting }: SettingDescription, situation: Situation, core: Core): Lookup {
  const { recorded, isFound, problems } = situation;
  const location = source.locate(setting);
  const place = { source: source.name, ...(location !== undefined && { location }) };
  if (location === undefined && !answersFor(setting.path, recorded, core)) return { ...place, said: "never" };
  if (recorded === undefined) return { ...place, said: "not-asked" };
  if (recorded.reading === undefined)
    return { ...place, said: "failed", ...noted(failureOf(place, problems)) };
  const answer = answerIn(setting.path, recorded.reading, core);
  if (answer === undefined)
    return { ...place, said: "nothing", ...noted(whyNothing(setting.path, recorded, core)) };
  if ("error" in answer) return { ...place, said: "failed", note: answer.error.message };
  const found = { ...place, ...copiedOrigin(answer.origin) };
  const below = "store" in source ? setting.path.slice(answer.path.length) : [];
  return {
    ...found,
    ...(found.location !== undefined && { location: partOfLocation(found.location, below, core) }),
    said: isFound ? "shadowed" : "won",
  };
}

/** Of a store's secret that fills a group, the part that is the setting's: `prod/database#password`. */
function partOfLocation(location: string, below: readonly string[], core: Core): string {
  if (below.length === 0) return location;
  try {
    const ref = core.parseRef(location);
    return core.formatRef({ ...ref, property: [...(ref.property ?? []), ...below] });
  } catch {
    return location; // not in the form of a ref
  }
}

/** Its own answer, one of a group around it, or one of a part inside it. */
function answerIn(
  path: readonly string[],
  { answers }: Reading,
  core: Core,
): Reading["answers"][number] | undefined {
  const name = core.pathName(path);
  const isHere = (one: string) => name === one || one.startsWith(`${name}.`);
  return (
    answers.find((each) => isHere(core.pathName(each.path))) ??
    answers.find((each) => holds(each, path, core))
  );
}

/** A group's value that is an object, or text of one, has the setting where it has its name. Only names are looked at. */
function holds(answer: Reading["answers"][number], path: readonly string[], core: Core): boolean {
  const isAround =
    answer.path.length < path.length && answer.path.every((part, index) => part === path[index]);
  if (!isAround) return false;
  if ("error" in answer || !("value" in answer)) return true;
  const parsed = parsedGroup(answer.value, core);
  return path.slice(answer.path.length).reduce<unknown>(propertyNamed, parsed) !== undefined;
}

/** A store's answer is a Secret; to look at names in it is no use of it that an audit should know of. */
function parsedGroup(value: unknown, core: Core): unknown {
  if (core.Secret.is(value)) {
    let parsed: unknown;
    value.map((inner: unknown) => {
      parsed = parsedGroup(inner, core);
      return "";
    });
    return parsed;
  }
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

function propertyNamed(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name)
    ? (Reflect.get(of, name) as unknown)
    : undefined;
}

function answersFor(path: readonly string[], recorded: Recorded | undefined, core: Core): boolean {
  return recorded?.reading !== undefined && answerIn(path, recorded.reading, core) !== undefined;
}

function whyNothing(path: readonly string[], { reading }: Recorded, core: Core): string | undefined {
  const name = core.pathName(path);
  const ignored = reading?.ignored?.find((each) => core.pathName(each.path) === name);
  const missing = reading?.missing?.find((each) => core.pathName(each.path) === name);
  return ignored === undefined ? missing?.why : `it ${ignored.why}`;
}

function failureOf(
  { source }: { readonly source: string },
  problems: readonly Problem[],
): string | undefined {
  return problems.find(
    ({ kind, places }) => kind === "failed" && places.some((place) => place.source === source),
  )?.message;
}

function noted(note: string | undefined): Pick<Lookup, "note"> {
  return note === undefined ? {} : { note };
}
