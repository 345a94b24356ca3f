import { Secret, secret } from "@confide/core";
import * as z from "zod";

import type { BenchSetting } from "../settings.ts";
import { nestedSchema, typeOf } from "./schemas.ts";

export function confideSchema(): z.ZodObject {
  return nestedSchema((setting) =>
    setting.kind === "secret" ? secret(z.string().min(12)) : typeOf(setting),
  );
}

export function readConfide(config: Record<string, unknown>, { group, key }: BenchSetting): unknown {
  const value = (config[group] as Record<string, unknown>)[key];
  return value instanceof Secret ? value.reveal() : value;
}
