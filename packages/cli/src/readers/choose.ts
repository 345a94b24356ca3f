import type { Parsed } from "../parse/command-spec.ts";
import type { ReaderName, Terminal } from "../terminal.ts";

interface ChosenReader {
  readonly reader: ReaderName;
  /** stdout gets the command's text alone, as it goes into a file. */
  readonly asFile: boolean;
}

/** By option, else by what started the program. A command that prints a file prints it for a detected agent too. */
export async function chooseReader({ spec, options }: Parsed, terminal: Terminal): Promise<ChosenReader> {
  if (options.flag("json")) return { reader: "program", asFile: false };
  if (options.flag("agent")) return { reader: "agent", asFile: false };
  if (spec.isProtocol === true) return { reader: "person", asFile: true };
  const isAgent = await terminal.detectAgent();
  return { reader: isAgent ? "agent" : "person", asFile: isAgent && spec.printsFile === true };
}
