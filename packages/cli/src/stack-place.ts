import { existsSync } from "node:fs";
import { isAbsolute, sep } from "node:path";
import { fileURLToPath } from "node:url";

export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

/**
 * Where an error was made: the first frame in a file of the user's or of this program's. The message is left aside, and only
 * files that are there count, as a message may look like frames.
 *
 * @param folder Frames in it come first: what was called from there may be a package of the same workspace.
 */
export function stackPlace(error: unknown, folder?: string): SourcePlace | undefined {
  const [stack, message] = [stackOf(error), messageOf(error)];
  const frames = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  const found = frames.matchAll(/^ {4}at (?:.* \()?(.+?):(\d+):\d+\)?$/gm);
  const places = [...found]
    .filter(([, file = ""]) => !file.includes("node_modules") && !file.startsWith("node:"))
    .flatMap((match) => existingPlace(match) ?? []);
  return places.find(({ file }) => folder !== undefined && file.startsWith(folder + sep)) ?? places[0];
}

/** A file, as a path or an URL, and a line: where the file is there. */
export function existingPlace(match: RegExpExecArray | null): SourcePlace | undefined {
  const [, given = "", line = ""] = match ?? [];
  if (!given.startsWith("file:") && !isAbsolute(given)) return undefined;
  const file = given.startsWith("file:") ? pathOf(given) : given;
  return file !== undefined && existsSync(file) ? { file, line: Number(line) } : undefined;
}

function pathOf(url: string): string | undefined {
  return URL.canParse(url) ? fileURLToPath(url) : undefined;
}

export function messageOf(error: unknown): string {
  return textOf(error, "message");
}

export function stackOf(error: unknown): string {
  return textOf(error, "stack");
}

/** A foreign error's property may be anything, and a getter that throws. */
function textOf(error: unknown, property: string): string {
  try {
    const found: unknown = error instanceof Error ? Reflect.get(error, property) : "";
    return typeof found === "string" ? found : "";
  } catch {
    return "";
  }
}
