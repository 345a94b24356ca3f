import type { SettingDescription } from "@confide/core/adapter";

/** The settings as a Markdown table. No secret's default is in it. */
function settingsTable(settings: readonly SettingDescription[]): string {
  const rows = settings.map(({ setting, type, required, note, defaultText = "", variable = "" }) => [
    `\`${setting.name}\``,
    variable === "" ? "" : `\`${variable}\``,
    setting.secret ? `${type}, secret` : type,
    note ?? (required ? "yes" : "no"),
    defaultText === "" ? "" : `\`${defaultText}\``,
    about(setting),
  ]);
  const headings = ["setting", "variable", "type", "required", "default", "about"];
  return [headings, headings.map(() => "---"), ...rows].map(markdownRow).join("\n");
}

function about({ description = "", deprecated }: SettingDescription["setting"]): string {
  const old =
    deprecated === undefined ? [] : [deprecated === true ? "Deprecated." : `Deprecated: ${deprecated}.`];
  return [...old, description].join(" ").trim();
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.map(inCell).join(" | ")} |`;
}

function inCell(text: string): string {
  return text.replaceAll("|", String.raw`\|`).replace(/\s*\r?\n\s*/g, "<br>");
}

const BEGIN = "<!-- confide settings: written by `confide docs`, not by hand -->";
const END = "<!-- confide settings end -->";

/**
 * The settings as a Markdown page, with the markers that let `confide docs` bring it up to date.
 *
 * @example
 * ```ts
 * import { settingsPage } from "@confide/cli";
 * import { describeSettings } from "@confide/core/adapter";
 * import * as z from "zod";
 *
 * const page = settingsPage(describeSettings({ schema: z.object({ port: z.number() }) }));
 * console.log(page.includes("| `port` | `PORT` | number |")); // true
 * ```
 */
export function settingsPage(settings: readonly SettingDescription[]): string {
  return `# Settings\n\n${settingsBlock(settings)}\n`;
}

/** The text between the markers, with them. */
export function settingsBlock(settings: readonly SettingDescription[]): string {
  return `${BEGIN}\n\n${settingsTable(settings)}\n\n${END}`;
}

/** A document with the table between its markers; `undefined` where it has none. */
export function withSettings(document: string, settings: readonly SettingDescription[]): string | undefined {
  const [start, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (start === -1 || end < start) return undefined;
  return document.slice(0, start) + settingsBlock(settings) + document.slice(end + END.length);
}
