import { SourceError } from "../../model/errors.ts";
import { parseJsonFile } from "./json-file.ts";
import { parseJsoncFile } from "./jsonc-file.ts";
import type { Lines } from "./lines.ts";
import type { Modules } from "./modules.ts";
import { loadModule, type SyncOrAsync } from "../shared/sync-or-async.ts";
import { parseTomlFile } from "./toml-file.ts";
import { parseYamlFile } from "./yaml-file.ts";

interface ParsedFile {
  /** Of an empty file `null` or an empty object. */
  readonly value: unknown;
  readonly lines: Lines;
  /** Inside lists too, by index. A function, as only reports ask. */
  readonly itemLines: () => Lines;
}

/** All parsers quote what they read in their errors: of those only the line is kept. */
type ParseOutcome = ParsedFile | { readonly failure: string; readonly line: number | undefined };

type FormatName = "json" | "jsonc" | "yaml" | "toml";

const ENDINGS: ReadonlyMap<string, FormatName> = new Map([
  ["json", "json"],
  ["jsonc", "jsonc"],
  ["yaml", "yaml"],
  ["yml", "yaml"],
  ["toml", "toml"],
]);

/** By the ending of the file's name; `undefined`: none that can be read. */
export function formatOf(path: string): Format | undefined {
  const format = ENDINGS.get(/\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "");
  return format && ((text) => parseFormat(format, text, path));
}

export type Format = (text: string) => SyncOrAsync<ParsedFile>;

function* parseFormat(format: FormatName, text: string, path: string): SyncOrAsync<ParsedFile> {
  switch (format) {
    case "json":
      return accept(path, parseJsonFile(text));
    case "jsonc":
      return accept(path, parseJsoncFile(yield* need("jsonc-parser", path), text));
    case "yaml":
      refuseTracing(path);
      return accept(path, parseYamlFile(yield* need("yaml", path), text));
    case "toml":
      return accept(path, parseTomlFile(yield* need("smol-toml", path), text));
  }
}

/** Where one of these variables is set, to whatever, the package `yaml` prints all that it reads. It can't be told not to. */
const TRACES = ["LOG_TOKENS", "LOG_STREAM"];

function refuseTracing(path: string): void {
  const variable = TRACES.find((name) => globalThis.process?.env[name]);
  if (variable === undefined) return;
  const message = `${path} can't be read while the variable ${variable} is set: the package yaml would print what it reads. Take it out, or give it another name`;
  throw new SourceError({ reason: "unavailable", message, store: path, ref: path });
}

function* need<Name extends keyof Modules>(name: Name, path: string): SyncOrAsync<Modules[Name]> {
  const module = yield* loadModule(name);
  if (module) return module;
  const message = `${path} needs the package ${name}: npm install ${name}, and leave it out of an ESM bundle`;
  throw new SourceError({ reason: "unavailable", message, store: path, ref: path });
}

function accept(path: string, outcome: ParseOutcome): ParsedFile {
  if (!("failure" in outcome)) return outcome;
  const { failure, line } = outcome;
  const ref = line === undefined ? path : `${path}:${line}`;
  throw new SourceError({ reason: "malformed", message: `${ref} ${failure}`, store: path, ref });
}
