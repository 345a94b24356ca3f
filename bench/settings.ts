/** One setting of the benchmarks' configuration, with the value that every library has to bring back. */
export interface BenchSetting {
  readonly group: string;
  readonly key: string;
  readonly env: string;
  readonly kind: "text" | "integer" | "choice" | "boolean" | "url" | "secret";
  readonly text: string;
  readonly value: string | number | boolean;
}

export const LEVELS = ["low", "normal", "high"] as const;

const NAMES = [
  "database",
  "cache",
  "queue",
  "mail",
  "storage",
  "search",
  "auth",
  "billing",
  "metrics",
  "http",
];
const PER_GROUP = 5;

/** Groups of five, as services have them: of 50 settings 5 are secrets, 5 URLs, 10 of each other kind. */
export function settingsFor(count: number): BenchSetting[] {
  const groups = Array.from({ length: Math.ceil(count / PER_GROUP) }, (_, number) => settingsOf(number));
  return groups.flat().slice(0, count);
}

function settingsOf(number: number): BenchSetting[] {
  const round = Math.floor(number / NAMES.length);
  const group = `${NAMES[number % NAMES.length]}${round === 0 ? "" : round}`;
  return partsOf(group, number).map(({ key, kind, value }) => {
    return { group, key, env: `${group}_${key}`.toUpperCase(), kind, text: String(value), value };
  });
}

function partsOf(group: string, number: number): Pick<BenchSetting, "key" | "kind" | "value">[] {
  return [
    { key: "host", kind: "text", value: `${group}.internal.example.com` },
    { key: "port", kind: "integer", value: 1024 + (number % 60_000) },
    { key: "level", kind: "choice", value: LEVELS[number % LEVELS.length] ?? "low" },
    { key: "enabled", kind: "boolean", value: number % 3 === 0 },
    number % 2 === 0
      ? { key: "url", kind: "url", value: `https://${group}.example.com/v1/` }
      : { key: "password", kind: "secret", value: `not-a-secret-of-${group}-${number}` },
  ];
}

/** The settings of a group, for the libraries whose schema nests. */
export function byGroup(settings: readonly BenchSetting[]): Map<string, BenchSetting[]> {
  return Map.groupBy(settings, ({ group }) => group);
}
