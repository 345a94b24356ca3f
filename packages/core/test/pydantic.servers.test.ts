import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";

import { ConfigError, dotenv, env, secretFiles, loadConfig, Secret, type Source } from "@confide/core";
import { afterAll, expect, test } from "vitest";

import { cached, pip } from "../../../scripts/servers/cached.ts";
import { type Case, cases } from "./pydantic/cases.ts";

// confide beside the real pydantic-settings, on the same inputs: the same answer, or a difference that the docs state.

type Outcome = { readonly value: unknown } | { readonly invalid: readonly string[] };

const folder = mkdtempSync(join(tmpdir(), "confide-pydantic-"));
afterAll(() => rmSync(folder, { recursive: true }));

const packages = await cached("pydantic-settings-2.16.3", async (into) =>
  pip(["install", "--target", into, "pydantic==2.14.4", "pydantic-settings==2.16.3"]),
);
const input = JSON.stringify(cases.map(({ schema: _, ...rest }) => rest));
const script = join(import.meta.dirname, "pydantic/run.py");
const theirs = JSON.parse(
  execFileSync("python3", [script], {
    input,
    encoding: "utf8",
    env: { PATH: process.env.PATH, PYTHONPATH: packages },
  }),
) as Outcome[];

test.each(cases.map((each, index) => ({ ...each, index })))("$title", async ({ index, differs, ...each }) => {
  const ours = await outcomeOf(each, join(folder, String(index)));
  const isEqual = isSame(ours, theirs[index]);
  // What is compared stands in the assertion, so that a failure shows it.
  expect({ isEqual, ours, theirs: theirs[index] }).toEqual({
    isEqual: differs === undefined,
    ours,
    theirs: theirs[index],
  });
});

test("the docs state each difference", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/from-pydantic-settings.md"), "utf8");
  const stated = cases.flatMap(({ differs }) => differs ?? []).filter((why) => page.includes(why));
  expect(stated).toEqual(cases.flatMap(({ differs }) => differs ?? []));
});

/** pydantic's SettingsError, for text that is no JSON, doesn't say which settings are wrong. */
function isSame(ours: Outcome, other: Outcome | undefined): boolean {
  if (other && "invalid" in other && other.invalid.includes("(source)")) return "invalid" in ours;
  return isDeepStrictEqual(ours, other);
}

async function outcomeOf(
  { schema, naming = { delimiter: "__" }, ...given }: Case,
  place: string,
): Promise<Outcome> {
  const sources: Source[] = [env({ from: given.env ?? {}, ...naming }), ...filesOf(given, naming, place)];
  try {
    return { value: plain(await loadConfig({ schema, sources })) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { invalid: error.problems.map(({ path }) => path.join(".")).toSorted() };
  }
}

function filesOf(
  { dotenv: texts = [], files: secrets = {} }: Omit<Case, "schema">,
  naming: NonNullable<Case["naming"]>,
  place: string,
): Source[] {
  const paths = texts.map((text, index) => write(join(place, `${index}.env`), text));
  for (const [path, text] of Object.entries(secrets)) write(join(place, path), text);
  const folders = new Set(Object.keys(secrets).map((path) => join(place, path.split("/", 1)[0] ?? "")));
  return [
    ...(paths.length > 0 ? [dotenv(paths, naming)] : []),
    ...[...folders].map((each) => secretFiles(each)),
  ];
}

function write(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** As JSON has it, with Secrets opened: what pydantic was given as plain text. */
function plain(value: unknown): unknown {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
