import type { Origin, Problem } from "../model/problem.ts";
import { pathName } from "../model/setting.ts";

/**
 * Problems as GitHub Actions shows them beside a file's lines: a command `::error` each.
 *
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function annotations(problems: readonly Problem[]): string {
  return problems.map(annotation).join("\n");
}

function annotation({ path, within = "", message, places, fix, secret }: Problem): string {
  const name = path.length === 0 ? "(configuration)" : pathName(path) + within;
  const title = secret ? `${name} (secret)` : name;
  const properties = [...fileProperties(places), `title=${inProperty(title)}`].join(",");
  const text = [message, ...(fix === undefined ? [] : [`fix: ${fix}`])].join("\n");
  return `::error ${properties}::${inMessage(text)}`;
}

/** Of the first place that is a line of a file: `.env:4`. */
function fileProperties(places: readonly Origin[]): readonly string[] {
  for (const { location = "" } of places) {
    const [, file = "", line = ""] = /^(.+?):(\d+)(?:$|[ :])/.exec(location) ?? [];
    if (file !== "") return [`file=${inProperty(file)}`, `line=${line}`];
  }
  return [];
}

function inMessage(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function inProperty(text: string): string {
  return inMessage(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
