import { relative } from "node:path";

import { type Context, defineCommand, type Result } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { type Baseline, baselineText, newBaseline, readBaseline } from "../leaks/baseline.ts";
import { leakFinding } from "../leaks/leak-finding.ts";
import { leaksOf } from "../leaks/leaks-of.ts";
import { ProgressLine } from "../leaks/progress-line.ts";
import { sarifText } from "../leaks/sarif.ts";
import { type LeakData, type ScanData, scanDataSchema } from "../leaks/scan-data.ts";
import { againstBaseline, type LeakScan, scanForLeaks } from "../leaks/scan-for-leaks.ts";
import { pathFrom, type ScanPlace } from "../leaks/scan-place.ts";
import { secretsToFind } from "../leaks/secrets-to-find.ts";
import { scanSummary, scanWarnings } from "../leaks/scan-text.ts";

export const scanCommand = defineCommand<ScanData | null>({
  data: (z) => scanDataSchema(z).nullable(),
  async run(context) {
    const kind = kindIn(context);
    refuseReaders(context);
    const { folder, secrets } = await secretsToFind(context.terminal, {
      config: context.options.text("config"),
      allSources: context.options.flag("all-sources"),
      definition: async () => context.definition(),
    });
    const place = placeOf(kind, context, folder);
    const baseline = baselineIn(context);
    using progress = new ProgressLine(context.terminal.stderr);
    const showsProgress = context.reader === "person" && context.terminal.stderr.isTTY;
    const scan = await scanForLeaks(place, secrets, {
      env: context.terminal.env,
      baseline: baseline?.content,
      onProgress: showsProgress ? progress.show : undefined,
    });
    const written = context.options.flag("write") ? await writeBaseline(context, scan, baseline) : baseline;
    const found = resultOf(context, { place, scan, baseline: written, unasked: secrets.unasked });
    return context.options.flag("sarif") ? printSarif(context, found) : found.result;
  },
  print: (data, page) => (data === null ? "" : scanSummary(data, page)),
});

/** Options that name a place; without one it is the work tree. */
function kindIn({ options }: Context): ScanPlace["kind"] {
  const named = [
    ...(["staged", "history", "stdin"] as const).filter((name) => options.flag(name)),
    ...(["path", "image"] as const).filter((name) => options.text(name) !== undefined),
  ];
  if (named.length > 1)
    throw usage("--staged, --history, --path, --image and --stdin each name a place: name one");
  if (options.flag("unreachable") && !options.flag("history"))
    throw usage("--unreachable goes with --history");
  if (options.flag("write") && options.text("baseline") === undefined)
    throw usage("--write goes with --baseline");
  return named[0] ?? "work-tree";
}

/** A log of SARIF is all that stdout has. */
function refuseReaders({ options }: Context): void {
  if (options.flag("sarif") && (options.flag("json") || options.flag("agent")))
    throw usage("--sarif, --json and --agent are three forms of one report: name one");
}

function usage(message: string): CouldNotLook {
  return new CouldNotLook({ code: "usage", message, next: [{ command: "confide scan --help", why: "says what it takes" }] }); // prettier-ignore
}

function placeOf(kind: ScanPlace["kind"], context: Context, folder: string): ScanPlace {
  const { options, terminal } = context;
  switch (kind) {
    case "work-tree":
    case "staged":
      return { kind, folder };
    case "history":
      return { kind, folder, unreachable: options.flag("unreachable") };
    case "path":
    case "image":
      return { kind, path: context.resolve(options.text(kind) ?? "") };
    case "stdin":
      return { kind, read: async () => terminal.stdin.readAll() };
  }
}

interface NamedBaseline {
  readonly path: string;
  /** As the folder in which the command was started spells it. */
  readonly file: string;
  readonly content: Baseline;
}

function baselineIn(context: Context): NamedBaseline | undefined {
  const { options, terminal } = context;
  const given = options.text("baseline");
  if (given === undefined) return undefined;
  const path = context.resolve(given);
  const file = relative(terminal.cwd, path);
  const content = readBaseline(path, file) ?? (options.flag("write") ? newBaseline() : undefined);
  if (content !== undefined) return { path, file, content };
  throw new CouldNotLook({
    code: "no-baseline",
    message: `${file} isn't there`,
    fix: "correct the path, or write it with --write",
  });
}

/** With all that scanners found; what confide knows itself is no part of it. */
async function writeBaseline(
  context: Context,
  { patterns }: LeakScan,
  baseline: NamedBaseline | undefined,
): Promise<NamedBaseline | undefined> {
  if (baseline === undefined) return undefined;
  const text = baselineText(baseline.content, patterns);
  const shown = (line: string) => line.replace(/("key": ").*(")/, "$1…$2");
  const proposal = await context.propose({ path: baseline.path, text, shown });
  if (proposal === "declined") return baseline;
  return { ...baseline, content: readBaseline(baseline.path, baseline.file) ?? baseline.content };
}

interface ScanOutcome {
  readonly result: Result<ScanData | null>;
  readonly leaks: readonly LeakData[];
}

interface Scanned {
  readonly place: ScanPlace;
  readonly scan: LeakScan;
  readonly baseline: NamedBaseline | undefined;
  readonly unasked: readonly string[];
}

function resultOf({ terminal }: Context, { place, scan, baseline, unasked }: Scanned): ScanOutcome {
  const { report, own, failures, names } = scan;
  const { fresh, known, unused } = againstBaseline(scan, baseline?.content, place);
  const leaks = leaksOf(own, fresh, (path) => pathFrom(terminal.cwd, place, report, path));
  const data: ScanData = {
    place: place.kind,
    settings: names,
    looked: report.looked,
    patterns: scan.scanner,
    findings: leaks,
    more: report.more,
    leftOut: report.leftOut,
    baseline: baseline ? { file: baseline.file, known, unused: unused.length } : null,
  };
  const problems = [...failures, ...leaks.map((each) => leakFinding(each, place.kind))];
  const isWhole = failures.length === 0;
  const result = {
    data: isWhole ? data : null,
    problems,
    warnings: scanWarnings({ ...scan, leftOut: report.leftOut, unused }),
    next: unasked.length === 0 ? [] : [{ command: "confide scan --all-sources", why: `also looks for the values of ${unasked.join(", ")}` }], // prettier-ignore
    ...(!isWhole && { exitCode: 2 }),
  };
  return { result, leaks };
}

/** In place of the report for a person, also where the scan could not look at everything: the log says that too. */
function printSarif({ terminal }: Context, { result, leaks }: ScanOutcome): Result<ScanData | null> {
  const { problems = [], exitCode = problems.length > 0 ? 1 : 0 } = result;
  const failures = problems.slice(0, problems.length - leaks.length);
  const told = leaks.map((leak, index) => ({
    leak,
    message: problems[failures.length + index]?.message ?? "",
  }));
  terminal.stdout.write(sarifText({ leaks: told, failures }));
  return { ...result, ended: exitCode };
}
