import type { SettingDescription } from "@confide/core/adapter";

import type { Finding } from "../finding.ts";
import { type EnvLine, envLines } from "./env-lines.ts";

export interface ExampleDrift {
  readonly problems: readonly Finding[];
  /** The file's text as it should be: what fits is kept as it is, example values too. */
  readonly mended: string;
}

/**
 * What a `.env.example` lacks and has too much, against the settings. Values are not compared: a hand writes examples.
 *
 * @param text `undefined` where there is no such file.
 * @param generated What `envExample` writes.
 *
 * @example
 * ```ts
 * import { exampleDrift } from "@confide/cli";
 * import { envExample } from "@confide/core";
 * import { describeSettings } from "@confide/core/adapter";
 * import * as z from "zod";
 *
 * const definition = { schema: z.object({ port: z.number() }) };
 * const { problems } = exampleDrift("PROT=1\n", envExample(definition), describeSettings(definition));
 * console.log(problems.map(({ code }) => code)); // [ 'example-missing', 'example-unknown' ]
 * ```
 */
export function exampleDrift(
  text: string | undefined,
  generated: string,
  settings: readonly Pick<SettingDescription, "required" | "variable">[],
): ExampleDrift {
  const required = new Set(settings.filter((each) => each.required).map(({ variable }) => variable));
  const blocks = blocksOf(generated);
  if (text === undefined) return { problems: [noFile()], mended: generated };
  const lines = envLines(text);
  const names = new Set(lines.map(({ name }) => name));
  const missing = [...blocks.keys()].filter((name) => !names.has(name));
  const problems = [
    ...missing.map((name) => driftFinding("example-missing", `${name} is a setting, and isn't in the file`)),
    ...repeatedNames(lines).map((name) =>
      driftFinding("example-repeated", `${name} is in the file more than once, and the last one counts`),
    ),
    ...lines.flatMap((line) => lineProblem(line, blocks, required)),
    ...lines.flatMap((_, index) => outdatedWords(index, lines, blocks)?.problem ?? []),
  ];
  const kept = lines.flatMap((line, index) => mendedLine(line, index, lines, { blocks, required }));
  return {
    problems,
    mended: withBlocks(
      kept.join("\n"),
      missing.map((name) => blocks.get(name) ?? ""),
    ),
  };
}

/** With `export` before it or without. What is commented out is said beside it, and is none. */
function repeatedNames(lines: readonly EnvLine[]): readonly string[] {
  const names = lines.flatMap(({ name, commented }) => (name === undefined || commented ? [] : [name]));
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** A block of the generated text by its variable. */
function blocksOf(generated: string): ReadonlyMap<string, string> {
  const blocks = generated.trimEnd().split("\n\n");
  return new Map(
    blocks.flatMap((block) => {
      const name = envLines(block).at(-1)?.name;
      return name === undefined ? [] : [[name, block] as const];
    }),
  );
}

function noFile(): Finding {
  return driftFinding("example-absent", "There is no such file");
}

function driftFinding(code: string, message: string): Finding {
  return { code, message };
}

function lineProblem(
  { name, commented }: EnvLine,
  blocks: ReadonlyMap<string, string>,
  required: ReadonlySet<string | undefined>,
): readonly Finding[] {
  if (name === undefined) return [];
  if (!blocks.has(name))
    return commented ? [] : [driftFinding("example-unknown", `${name} is no setting's variable`)];
  return commented && required.has(name)
    ? [driftFinding("example-commented", `${name} is required, and commented out`)]
    : [];
}

interface Known {
  readonly blocks: ReadonlyMap<string, string>;
  readonly required: ReadonlySet<string | undefined>;
}

function mendedLine(
  line: EnvLine,
  index: number,
  lines: readonly EnvLine[],
  { blocks, required }: Known,
): string[] {
  if (line.name === undefined)
    return isAboveUnknown(index, lines, blocks)
      ? []
      : [outdatedWords(index, lines, blocks)?.mended ?? line.text];
  if (!blocks.has(line.name)) return line.commented ? [line.text] : [];
  if (!line.commented && isRepeated(index, lines)) return [];
  return [line.commented && required.has(line.name) ? line.text.replace(/^\s*#\s*/, "") : line.text];
}

const REQUIREMENT = /^# (?:.*, )?(required|optional)$/;

/** A comment that was generated when the variable below it was optional, and it is required now, or the other way round. */
function outdatedWords(
  index: number,
  lines: readonly EnvLine[],
  blocks: ReadonlyMap<string, string>,
): { readonly problem: Finding; readonly mended: string } | undefined {
  const [, said] = REQUIREMENT.exec(lines[index]?.text ?? "") ?? [];
  const { name = "" } = lines[index + 1] ?? {};
  const mended =
    blocks
      .get(name)
      ?.split("\n")
      .findLast((line) => REQUIREMENT.test(line)) ?? "";
  const [, is] = REQUIREMENT.exec(mended) ?? [];
  if (said === undefined || is === undefined || said === is) return undefined;
  return { problem: driftFinding("example-outdated", `${name} is ${is}, and said to be ${said}`), mended };
}

/** A later line has the same name. */
function isRepeated(index: number, lines: readonly EnvLine[]): boolean {
  return lines
    .slice(index + 1)
    .some(({ name, commented }) => !commented && name !== undefined && name === lines[index]?.name);
}

/** The comment right above a variable is about it, and goes with it. */
function isAboveUnknown(
  index: number,
  lines: readonly EnvLine[],
  blocks: ReadonlyMap<string, string>,
): boolean {
  const next = lines.slice(index).find(({ commented, name }) => !(commented && name === undefined));
  return (
    lines[index]?.commented === true && next?.name !== undefined && !next.commented && !blocks.has(next.name)
  );
}

function withBlocks(text: string, blocks: readonly string[]): string {
  const kept = text.replace(/\n{3,}/g, "\n\n").trim();
  return `${[...(kept === "" ? [] : [kept]), ...blocks].join("\n\n")}\n`;
}
