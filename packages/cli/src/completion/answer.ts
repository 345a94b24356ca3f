import type { CommandSpec } from "../parse/command-spec.ts";
import type { Terminal } from "../terminal.ts";
import { type Candidate, complete, type Completion } from "./complete.ts";
import { FILES_LINE } from "./scripts.ts";

/** A definition that takes longer to import completes nothing. */
const LONGEST_IMPORT_MS = 3_000;

/**
 * What the shells' scripts call: `confide __complete :CURRENT WORD…`, with the word that is typed first, as some shells drop an
 * empty one at the end. A candidate a line, its explanation behind a tab. An error completes nothing.
 */
export async function answerCompletion(terminal: Terminal, commands: readonly CommandSpec[]): Promise<void> {
  const [, current = ":", ...words] = terminal.argv;
  const names = async (kind: "setting" | "store", config: string | undefined) =>
    inTime(definedNames(kind, config, terminal));
  const found = await complete(words, current.slice(1), { commands, names });
  terminal.stdout.write(answerText(found));
}

function answerText({ candidates, files }: Completion): string {
  const lines = candidates.map(({ text, about }) => (about === "" ? text : `${text}\t${inOneLine(about)}`));
  return [...lines, ...(files ? [FILES_LINE] : [])].map((line) => `${line}\n`).join("");
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, " ");
}

async function inTime(names: Promise<readonly Candidate[]>): Promise<readonly Candidate[]> {
  const { promise: tooLate, resolve } = Promise.withResolvers<readonly Candidate[]>();
  const timer = setTimeout(() => resolve([]), LONGEST_IMPORT_MS);
  try {
    return await Promise.race([names, tooLate]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}

async function definedNames(
  kind: "setting" | "store",
  config: string | undefined,
  terminal: Terminal,
): Promise<readonly Candidate[]> {
  const { loadDefinition } = await import("../definition/load-definition.ts");
  const { definition, core } = await loadDefinition(config, terminal);
  if (kind === "setting")
    return core.describeSettings(definition).map(({ setting, type }) => ({
      text: setting.name,
      about: setting.description ?? (setting.secret ? `${type}, secret` : type),
    }));
  const sources = (definition.sources ?? []).filter((source) => "store" in source);
  return [...new Set(sources.map(({ name }) => name))].map((text) => ({ text, about: "" }));
}
