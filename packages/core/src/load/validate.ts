import type { $ZodRawIssue } from "zod/v4/core";

import type { Origin, Problem } from "../model/problem.ts";
import { cleanCause } from "../model/clean-cause.ts";
import type { GatheredInput } from "./gathered.ts";
import { describeIssue, IN_A_PROPERTY } from "./issue.ts";
import { membersOf } from "../schema/walk.ts";
import { keepsSecrets, knownValues } from "./known-values.ts";
import { quoting } from "./value-leaks.ts";
import { missingProblem } from "./missing-problem.ts";
import { isAsyncCheckError, type ParseResult } from "../schema/parse.ts";
import { settleConfig } from "./settle-config.ts";
import { isWithin, pathName, type Setting } from "../model/setting.ts";
import { tried } from "../util/tried.ts";
import { type Part, inputParts } from "./input.ts";
import { whereFoundWithin } from "./where-found.ts";
import { isCovered, type IssuePlace } from "./covered.ts";
import { placeWithin } from "./within.ts";

type FoundPlace = Pick<IssuePlace, "path" | "full">;
type Judged = Exclude<ParseResult, { readonly thrown: unknown }>;

interface Validated {
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** @param parts Where a check or transform has thrown, which zod doesn't name: what each of `inputParts(tree)` came to alone. */
export function validate(
  gathered: GatheredInput,
  parsed: ParseResult,
  parts: readonly ParseResult[],
): Validated {
  const report = new Report(gathered);
  const { tree, resolution } = gathered;
  if ("thrown" in parsed) {
    report.blame(inputParts(tree), parts, parsed.thrown);
    return { value: undefined, problems: report.problems };
  }
  report.addAll(parsed, []);
  if (report.problems.length === 0) settleConfig(tree, parsed.value, resolution);
  return { value: parsed.value, problems: report.problems };
}

class Report {
  readonly problems: Problem[];
  readonly #gathered: GatheredInput;
  /** What zod made of the input on its way: after a `preprocess`, within a pipe. */
  readonly #made: unknown[] = [];
  #quotes: ((message: string) => boolean) | undefined;

  constructor(gathered: GatheredInput) {
    this.#gathered = gathered;
    this.problems = [...gathered.resolution.failures, ...gathered.tree.problems];
  }

  blame(parts: readonly Part[], results: readonly ParseResult[], thrown: unknown): void {
    const before = this.problems.length;
    for (const [index, result] of results.entries()) {
      const { path } = parts[index] as Part;
      if (this.#isTold(path)) continue;
      if ("thrown" in result) this.#addThrown(path, result.thrown);
      else this.addAll(result, path);
    }
    if (this.problems.length === before) this.#addThrown([], thrown);
  }

  /** A problem of a setting covers its groups too: zod saw them without it. */
  #isTold(path: readonly string[]): boolean {
    return this.problems.some((problem) => isWithin(problem.path, path) || isWithin(path, problem.path));
  }

  addAll({ value, issues }: Judged, above: readonly string[]): void {
    this.#made.push(value, ...issues.map(({ input }) => input));
    this.#quotes = undefined;
    for (const issue of issues) this.#add(issue, [...above, ...(issue.path ?? [])]);
  }

  #add(issue: $ZodRawIssue, full: readonly PropertyKey[]): void {
    const setting = this.#settingAbove(full);
    const path = setting?.path ?? this.#knownPart(full);
    const within = setting ? this.#placeWithin(setting, full.slice(setting.path.length)) : "";
    const place = { path, within, full };
    if (this.#covered(place, issue)) return;
    // That an optional one is needed here, a check of its group may say.
    const isOwn = issue.code !== "custom" || setting?.optional === false;
    if (setting && isOwn && !this.#isPresent(setting)) return void this.problems.push(this.#missing(setting));
    const extra = setting ? undefined : this.#extraAt(path, full);
    const caution = {
      secret: this.#isSecret(path) || extra?.secret === true,
      inside: setting !== undefined || extra !== undefined,
      quotes: (message: string) => this.#isQuoted(message),
      nameOf: (inside: readonly PropertyKey[]) => this.#nameWithin(full, inside),
      members: membersOf(this.#gathered.plan.schema),
    };
    const message = (extra ? IN_A_PROPERTY : "") + describeIssue(issue, caution);
    this.problems.push({
      path,
      ...(within !== "" && { within }),
      kind: "invalid",
      message,
      places: extra ? [extra.origin] : this.#found(setting, place, issue),
      ...(caution.secret && { secret: true }),
    });
  }

  /** What a loose object or a catchall has taken besides its settings. Its name may be somebody's. */
  #extraAt(group: readonly string[], full: readonly PropertyKey[]) {
    const extra = this.#gathered.resolution.extras.get(pathName(group))?.get(String(full[group.length]));
    return extra && { origin: extra.origin, secret: keepsSecrets(this.#gathered.plan, group) };
  }

  #placeWithin({ name, valueType }: Setting, path: readonly PropertyKey[]): string {
    const held = this.#gathered.tree.leaves.get(name);
    return placeWithin(held?.leaf.valueType ?? valueType, path, held?.value ?? null);
  }

  /** A name below the place of an issue, if it is the schema's. */
  #nameWithin(full: readonly PropertyKey[], inside: readonly PropertyKey[]): string {
    const path = [...full, ...inside];
    const setting = this.#settingAbove(path);
    if (!setting) return "";
    const { length } = setting.path;
    return pathName(setting.path.slice(full.length)) + this.#placeWithin(setting, path.slice(length));
  }

  /** A group that lacks such a setting is no problem of its own. */
  #covered(place: IssuePlace, issue: $ZodRawIssue): boolean {
    if (isCovered(this.#gathered, place, issue)) return true;
    return this.problems.some(({ kind, path }) => kind === "missing" && isWithin(place.path, path));
  }

  #addThrown(path: readonly string[], error: unknown): void {
    const setting = this.#gathered.plan.settingAt.get(pathName(path));
    this.problems.push({
      path,
      kind: "invalid",
      message: isAsyncCheckError(error)
        ? "has an asynchronous check: load it with loadConfig"
        : this.#describeThrown(error),
      places: this.#found(setting, { path, full: path }),
      ...(this.#isSecret(path) && { secret: true }),
    });
  }

  /** An error's name may be anything, the value too. */
  #describeThrown(error: unknown): string {
    const { name } = cleanCause(error);
    return this.#isQuoted(name) ? "its check or transform threw" : `its check or transform threw ${name}`;
  }

  #missing(setting: Setting): Problem {
    const { tree, sources } = this.#gathered;
    return missingProblem(setting, tree.leaves.get(setting.name)?.leaf.schema, sources);
  }

  #isPresent({ name }: Setting): boolean {
    return (
      this.#gathered.resolution.values.has(name) ||
      this.#gathered.tree.leaves.get(name)?.value !== undefined ||
      tried(() => this.#gathered.tree.leaves.get(name)?.leaf.defaultValue?.()) !== undefined
    );
  }

  #settingAbove(path: readonly PropertyKey[]): Setting | undefined {
    for (let length = path.length; length > 0; length--) {
      const setting = this.#gathered.plan.settingAt.get(pathName(path.slice(0, length)));
      if (setting) return setting;
    }
    return undefined;
  }

  /** An issue's path may hold a record's own names; only the schema's are shown. */
  #knownPart(path: readonly PropertyKey[]): readonly string[] {
    const groups = this.#gathered.tree.groups.map(({ node }) => node.group.path);
    return groups
      .filter((group) => isWithin(path, group))
      .reduce((longest, group) => (group.length > longest.length ? group : longest), [] as readonly string[]);
  }

  #isSecret(path: readonly string[]): boolean {
    return this.#gathered.plan.settingAt.get(pathName(path))?.secret === true;
  }

  #found(setting: Setting | undefined, { path, full }: FoundPlace, issue?: $ZodRawIssue): Origin[] {
    if (!setting && issue?.code === "unrecognized_keys")
      return this.#gathered.resolution.extras.originsOf(pathName(path), issue.keys);
    const resolved = this.#gathered.resolution.values.get(setting?.name ?? pathName(path));
    if (resolved && setting) return [whereFoundWithin(resolved, setting, full.slice(path.length))];
    if (resolved) return [resolved.origin];
    return setting?.hasDefault ? [{ source: "default" }] : [];
  }

  #isQuoted(message: string): boolean {
    this.#quotes ??= quoting(knownValues(this.#gathered, this.#made));
    return this.#quotes(message);
  }
}
