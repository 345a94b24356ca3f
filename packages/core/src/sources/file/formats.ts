import { SourceError } from "../../model/errors.ts";
import { parseJsonFile } from "./json-file.ts";
import { parseJsoncFile } from "./jsonc-file.ts";
import type { Lines } from "./lines.ts";
import type { PackageOnUse } from "../shared/on-use.ts";
import { loadOnUse, type SyncOrAsync } from "../shared/sync-or-async.ts";
import { parseTomlFile } from "./toml-file.ts";
import { parseYamlFile } from "./yaml-file.ts";

interface ParsedFile {
  /** Of an empty file `null` or an empty object. */
  readonly value: unknown;
  readonly lines: Lines;
  /** Inside lists too, by index. A function, as only reports ask. */
  readonly itemLines: () => Lines;
  /** Names of values that aliases elsewhere stand for. A function, as only reports ask. */
  readonly aliased?: () => ReadonlySet<string>;
}

/** All parsers quote what they read in their errors: of those only the line is kept. */
type ParseOutcome =
  | ParsedFile
  | { readonly failure: string; readonly line: number | undefined; readonly fix?: string | undefined };

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
      return accept(path, parseJsoncFile(yield* need(JSONC, path), text));
    case "yaml":
      refuseTracing(path);
      return accept(path, parseYamlFile(yield* need(YAML, path), text));
    case "toml":
      return accept(path, parseTomlFile(yield* need(TOML, path), text));
  }
}

/** Where one of these variables is set, to whatever, the package `yaml` prints all that it reads. There is no option against it. */
const TRACES = ["LOG_TOKENS", "LOG_STREAM"];

function refuseTracing(path: string): void {
  const variable = TRACES.find((name) => globalThis.process?.env[name]);
  if (variable === undefined) return;
  const message = `${path} can't be read while the variable ${variable} is set: the package yaml would print what it reads. Take it out, or give it another name`;
  throw new SourceError({ reason: "unavailable", message, store: path, ref: path });
}

// Each is in a `try`, or Turbopack would insist on a package that need not be there. webpack would warn of one that
// isn't: it leaves these to Node.
const JSONC: PackageOnUse<typeof import("jsonc-parser")> = {
  name: "jsonc-parser",
  async load() {
    try {
      return await import(/* webpackIgnore: true */ "jsonc-parser");
    } catch {
      return undefined;
    }
  },
};

const YAML: PackageOnUse<typeof import("yaml")> = {
  name: "yaml",
  async load() {
    try {
      return await import(/* webpackIgnore: true */ "yaml");
    } catch {
      return undefined;
    }
  },
};

const TOML: PackageOnUse<typeof import("smol-toml")> = {
  name: "smol-toml",
  async load() {
    try {
      return await import(/* webpackIgnore: true */ "smol-toml");
    } catch {
      return undefined;
    }
  },
};

function* need<Module extends object>(onUse: PackageOnUse<Module>, path: string): SyncOrAsync<Module> {
  const module = yield* loadOnUse(onUse);
  if (module) return module;
  const { name } = onUse;
  const message = `${path} needs the package ${name}: npm install ${name}, and leave it out of the bundle`;
  throw new SourceError({ reason: "unavailable", message, store: path, ref: path });
}

function accept(path: string, outcome: ParseOutcome): ParsedFile {
  if (!("failure" in outcome)) return outcome;
  const { failure, line, fix } = outcome;
  const ref = line === undefined ? path : `${path}:${line}`;
  throw new SourceError({ reason: "malformed", message: `${ref} ${failure}`, store: path, ref, fix });
}
