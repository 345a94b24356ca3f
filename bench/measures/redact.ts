import { type App, type Place, program } from "../app.ts";
import { runNode } from "../child.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

const WAYS = ["confide", "varlock", "regexp", "includes"] as const;
const BUILDS = ["build", "build-accents", "build-symbols", "build-json"] as const;
const BUILT = {
  build: ["plain", 20],
  "build-accents": ["beyond ASCII", 25],
  "build-symbols": ["with symbols", 25],
  "build-json": ["JSON", 25],
} as const;
const HOSTILE = ["hostile", "backslashes", "quotes", "escaped-quotes"] as const;
const HOSTILE_TEXTS = {
  hostile: "a value of one letter in a text of it",
  backslashes: "a text of backslashes",
  quotes: "a text of double quotes",
  "escaped-quotes": 'a text of \\"',
} as const;
const LINES = ["lines-symbols", "lines-json"] as const;
const LINES_OF = { "lines-symbols": "values with symbols", "lines-json": "JSON values" } as const;
const LOGGERS = ["bare", "redacting", "paths"] as const;

/** Log text through redactors that know 100 values; what pino takes with one; what it takes to make one; known formats. */
export async function redact(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  const speeds = await measured(place, WAYS, rounds);
  const loggers = await measured(place, LOGGERS, rounds);
  const built = await measured(place, BUILDS, rounds);
  const hostile = await measured(place, HOSTILE, rounds);
  const byLine = await measured(place, LINES, rounds);
  const formats = await measured(place, ["formats", "expression"], rounds);
  const [pieces, objects] = [
    await measured(place, ["pieces"], rounds),
    await measured(place, ["objects"], rounds),
  ];
  const pieceSpeed = median(pieces.get("pieces") ?? []);
  const objectsMs = median(objects.get("objects") ?? []);
  const of = (name: (typeof WAYS)[number]) => speeds.get(name) ?? [];
  const logging = (name: (typeof LOGGERS)[number]) =>
    ratio(loggers.get(name) ?? [], loggers.get("bare") ?? []);
  const formatSpeed = median(formats.get("formats") ?? []);
  const faster = ratio(of("confide"), of("varlock"));
  return [
    {
      measure: "log text, 100 values in all forms, few hits",
      goal: "≥ 500 MB/s, ≥ 8 × varlock",
      result: `${median(of("confide")).toFixed(0)} MB/s, ${faster.toFixed(1)} × varlock`,
      holds: median(of("confide")) >= 500 && faster >= 8,
      peers: `varlock ${median(of("varlock")).toFixed(0)} (plain values only), one RegExp of the same forms ${median(of("regexp")).toFixed(0)}, one String.includes ${median(of("includes")).toFixed(0)}`,
    },
    {
      measure: "pino with the redactor × pino bare",
      goal: "≤ 1.10",
      result: logging("redacting").toFixed(2),
      holds: logging("redacting") <= 1.1,
      peers: `pino's redaction of 3 paths ${logging("paths").toFixed(2)}`,
    },
    ...LINES.map((name) => speedRow(name, median(byLine.get(name) ?? []))),
    ...BUILDS.map((name) => buildRow(name, median(built.get(name) ?? []))),
    ...HOSTILE.map((name) => hostileRow(name, median(hostile.get(name) ?? []), median(of("confide")))),
    {
      measure: "log text, all known formats",
      goal: "≥ 300 MB/s",
      result: `${formatSpeed.toFixed(0)} MB/s`,
      holds: formatSpeed >= 300,
      peers: `one expression of 8 prefixes ${median(formats.get("expression") ?? []).toFixed(0)}`,
    },
    {
      measure: "log text in pieces of 64 characters, all known formats",
      goal: "≥ 5 MB/s",
      result: `${pieceSpeed.toFixed(0)} MB/s`,
      holds: pieceSpeed >= 5,
    },
    {
      measure: "10 000 objects with nothing to take out",
      goal: "≤ 40 ms",
      result: `${objectsMs.toFixed(0)} ms`,
      holds: objectsMs <= 40,
    },
  ];
}

function speedRow(name: (typeof LINES)[number], speed: number): Row {
  return {
    measure: `log text by line, 100 ${LINES_OF[name]}`,
    goal: "≥ 500 MB/s",
    result: `${speed.toFixed(0)} MB/s`,
    holds: speed >= 500,
  };
}

function buildRow(name: (typeof BUILDS)[number], ms: number): Row {
  const [kind, most] = BUILT[name];
  return {
    measure: `a redactor for 1 000 values, ${kind}, made and used`,
    goal: `≤ ${most} ms`,
    result: `${ms.toFixed(1)} ms`,
    holds: ms <= most,
  };
}

function hostileRow(name: (typeof HOSTILE)[number], speed: number, ordinary: number): Row {
  const slower = ordinary / speed;
  return {
    measure: `${HOSTILE_TEXTS[name]}, × slower than log text`,
    goal: "≤ 40",
    result: `${slower.toFixed(0)}, ${speed.toFixed(0)} MB/s`,
    holds: slower <= 40,
  };
}

/** Each in a process of its own, in turns: megabytes a second, or milliseconds. */
async function measured<Name extends string>(place: Place, names: readonly Name[], rounds: number) {
  const files = new Map<string, string>();
  for (const name of names)
    files.set(name, await program(place, `redact-${name}`, CODE.replace("NAME", name)));
  return takeTurns(names, rounds, (name) => Number(runNode(place, files.get(name) ?? "").output));
}

const CODE = `
  import { measure } from "./programs/redacting.ts";
  process.getBuiltinModule("node:fs").writeSync(1, String(await measure("NAME")));
`;
