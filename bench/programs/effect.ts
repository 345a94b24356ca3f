import { readFileSync } from "node:fs";

import { Config, ConfigProvider, Effect, Redacted } from "effect";

import { type BenchSetting, LEVELS, settingsFor } from "../settings.ts";
import { readFlat } from "./flat.ts";

const config = Config.all(
  Object.fromEntries(settingsFor(COUNT).map((setting) => [setting.env, typeOf(setting)])),
);

export const load = () => {
  const dotenv = ConfigProvider.fromDotEnvContents(readFileSync(".env", "utf8"));
  return Effect.runSync(config.parse(ConfigProvider.orElse(ConfigProvider.fromEnv(), dotenv)));
};

export function read(loaded: unknown, setting: BenchSetting): unknown {
  const value = readFlat(loaded, setting);
  if (value instanceof URL) return value.href;
  return Redacted.isRedacted(value) ? Redacted.value(value) : value;
}

function typeOf({ kind, env }: BenchSetting): Config.Config<unknown> {
  switch (kind) {
    case "integer":
      return Config.Int(env);
    case "boolean":
      return Config.Boolean(env);
    case "choice":
      return Config.Literals(LEVELS, env);
    case "url":
      return Config.URL(env);
    case "secret":
      return Config.Redacted(env);
    case "text":
      return Config.String(env);
  }
}
