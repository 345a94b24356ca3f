import { type BenchSetting, LEVELS } from "./settings.ts";

/** The settings in varlock's own language. */
export function varlockSchema(settings: readonly BenchSetting[]): string {
  return `# @defaultSensitive=false @defaultRequired=true\n# ---\n${settings.map(itemOf).join("")}`;
}

function itemOf(setting: BenchSetting): string {
  return `\n# ${decorators(setting)}\n${setting.env}=\n`;
}

function decorators({ kind }: BenchSetting): string {
  switch (kind) {
    case "integer":
      return "@type=number(isInt=true)";
    case "boolean":
      return "@type=boolean";
    case "choice":
      return `@type=enum(${LEVELS.join(", ")})`;
    case "url":
      return "@type=url";
    case "secret":
      return "@sensitive @type=string(minLength=12)";
    case "text":
      return "@type=string";
  }
}
