import type { BenchSetting } from "../settings.ts";

export function readFlat(config: unknown, { env }: BenchSetting): unknown {
  return (config as Record<string, unknown>)[env];
}
