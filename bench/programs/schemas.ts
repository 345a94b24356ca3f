import * as z from "zod";

import { type BenchSetting, byGroup, LEVELS, settingsFor } from "../settings.ts";

export const settings: readonly BenchSetting[] = settingsFor(COUNT);

/** For libraries that hand zod the variables as they are. */
export function flatShape(): Record<string, z.ZodType> {
  return Object.fromEntries(settings.map((setting) => [setting.env, ofText(setting)]));
}

/** For a library that decodes: `{ database: { host, port, … }, … }`. */
export function nestedSchema(schemaOf: (setting: BenchSetting) => z.ZodType): z.ZodObject {
  const groups = [...byGroup(settings)].map(([group, members]) => {
    return [
      group,
      z.object(Object.fromEntries(members.map((member) => [member.key, schemaOf(member)]))),
    ] as const;
  });
  return z.object(Object.fromEntries(groups));
}

export function typeOf({ kind }: BenchSetting): z.ZodType {
  switch (kind) {
    case "integer":
      return z.number().int();
    case "boolean":
      return z.boolean();
    case "choice":
      return z.enum(LEVELS);
    case "url":
      return z.url();
    case "secret":
      return z.string().min(12);
    case "text":
      return z.string();
  }
}

function ofText(setting: BenchSetting): z.ZodType {
  if (setting.kind === "integer") return z.coerce.number().int();
  if (setting.kind === "boolean") return z.stringbool();
  return typeOf(setting);
}
