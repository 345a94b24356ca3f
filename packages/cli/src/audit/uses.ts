import type { Core } from "../definition/core.ts";

/** Who wrote a part of an audit file, as its `open` entry says. */
interface AuditWriter {
  readonly program: string;
  readonly host: string;
  /** The operating system's number of the user. */
  readonly user?: number | undefined;
}

/** One use of secrets, out of an audit file. Its texts are anybody's: they are made printable. */
export interface SecretUse {
  readonly writer: AuditWriter;
  readonly event: "load" | "read" | "reveal" | "refresh" | "rotate";
  readonly timeMs: number;
  /** What it is for: settings or groups, or what the Secret prints as. */
  readonly setting?: string | undefined;
  readonly store?: string | undefined;
  readonly ref?: string | undefined;
  readonly version?: string | undefined;
  readonly outcome: string;
  readonly purpose?: string | undefined;
}

const UNKNOWN: AuditWriter = { program: "unknown", host: "unknown" };
const EVENTS: ReadonlySet<unknown> = new Set(["load", "read", "reveal", "refresh", "rotate"]);

/** The uses in audit files, each file's from its oldest. An event about several settings is a use each. */
export async function* usesIn(paths: readonly string[], core: Core): AsyncGenerator<SecretUse, void> {
  const printed = printerOf(core);
  for (const path of paths) {
    let writer = UNKNOWN;
    for await (const { entry } of core.readAudit(path)) {
      if (entry["event"] === "open") writer = writerIn(entry, printed);
      if (EVENTS.has(entry["event"])) yield* usesOf(entry, writer, printed);
    }
  }
}

type Fields = Readonly<Record<string, unknown>>;
type Printer = (text: unknown) => string | undefined;

function printerOf(core: Core): Printer {
  return (text) => (typeof text === "string" ? core.printable(text, 200) : undefined);
}

function writerIn(entry: Fields, printed: Printer): AuditWriter {
  const { user } = entry;
  return {
    program: printed(entry["program"]) ?? "unknown",
    host: printed(entry["host"]) ?? "unknown",
    ...(typeof user === "number" && { user }),
  };
}

function usesOf(entry: Fields, writer: AuditWriter, printed: Printer): readonly SecretUse[] {
  const base = useIn(entry, writer, printed);
  const settings = Array.isArray(entry["settings"]) ? (entry["settings"] as readonly unknown[]) : [];
  if (settings.length === 0) return [base];
  return settings.map((each) => {
    if (typeof each === "string") return { ...base, setting: printed(each) };
    return useIn({ ...entry, ...(Object(each) as Fields) }, writer, printed);
  });
}

function useIn(entry: Fields, writer: AuditWriter, printed: Printer): SecretUse {
  const shown = (name: string) => {
    const text = printed(entry[name]);
    return text === undefined ? {} : { [name]: text };
  };
  return {
    writer,
    event: entry["event"] as SecretUse["event"],
    timeMs: Date.parse(String(entry["time"])),
    outcome: printed(entry["outcome"]) ?? "unknown",
    ...shown("setting"),
    ...shown("store"),
    ...shown("ref"),
    ...shown("version"),
    ...shown("purpose"),
  };
}
