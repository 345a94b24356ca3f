import { type App, type Place, program } from "../app.ts";
import { runNode } from "../child.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

const WAYS = ["confide", "varlock", "regexp", "includes"] as const;
const LOGGERS = ["bare", "redacting", "paths"] as const;

/** Log text through redactors that know 100 values; what pino takes with one; what it takes to make one; known formats. */
export async function redact(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  const speeds = await measured(place, WAYS, rounds);
  const loggers = await measured(place, LOGGERS, rounds);
  const [built, formats] = [
    await measured(place, ["build", "build-hard", "hostile"], rounds),
    await measured(place, ["formats", "expression"], rounds),
  ];
  const [pieces, objects] = [
    await measured(place, ["pieces"], rounds),
    await measured(place, ["objects"], rounds),
  ];
  const pieceSpeed = median(pieces.get("pieces") ?? []);
  const objectsMs = median(objects.get("objects") ?? []);
  const of = (name: (typeof WAYS)[number]) => speeds.get(name) ?? [];
  const logging = (name: (typeof LOGGERS)[number]) =>
    ratio(loggers.get(name) ?? [], loggers.get("bare") ?? []);
  const [buildMs, formatSpeed] = [median(built.get("build") ?? []), median(formats.get("formats") ?? [])];
  const [hardMs, hostileSpeed] = [median(built.get("build-hard") ?? []), median(built.get("hostile") ?? [])];
  const slower = median(of("confide")) / hostileSpeed;
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
    {
      measure: "a redactor for 1 000 values, made and used",
      goal: "≤ 20 ms",
      result: `${buildMs.toFixed(1)} ms`,
      holds: buildMs <= 20,
    },
    {
      measure: "a redactor for 1 000 values, beyond ASCII and JSON",
      goal: "≤ 25 ms",
      result: `${hardMs.toFixed(1)} ms`,
      holds: hardMs <= 25,
    },
    {
      measure: "a value of one letter in a text of it, × slower than log text",
      goal: "≤ 40",
      result: `${slower.toFixed(0)}, ${hostileSpeed.toFixed(0)} MB/s`,
      holds: slower <= 40,
    },
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
