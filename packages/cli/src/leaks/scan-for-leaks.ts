import { secretFinder } from "@confide/redact";
import { type Finding as ScanFinding, scanner, type ScanReport, type Unread } from "@confide/scan";

import { lookedOrNot } from "./looked-or-not.ts";
import type { Finding } from "../finding.ts";
import type { Environment } from "../project/git.ts";
import { type Baseline, newBaseline, type Sorted, sortedBy } from "./baseline.ts";
import type { OwnSecrets } from "./own-secrets.ts";
import type { PatternFinding } from "./pattern-finding.ts";
import { formatFindings, scannedBy, scannerFor } from "./pattern-scan.ts";
import { lookAt, type ScanPlace } from "./scan-place.ts";
import type { ScanData } from "./scan-data.ts";

interface LeakScanOptions {
  readonly env: Environment;
  readonly baseline: Baseline | undefined;
  readonly onProgress: ((looked: ScanReport["looked"]) => void) | undefined;
}

export interface LeakScan {
  readonly report: ScanReport;
  readonly own: readonly ScanFinding[];
  readonly patterns: readonly PatternFinding[];
  readonly scanner: ScanData["patterns"];
  /** The secrets whose values are too short or too common to be looked for. */
  readonly weak: readonly string[];
  readonly names: readonly string[];
  /** What could not be read. */
  readonly failures: readonly Finding[];
}

/** Own values first; then whatever looks like a secret, by an installed scanner or by known formats. */
export async function scanForLeaks(
  place: ScanPlace,
  { secrets, failures }: OwnSecrets,
  { env, baseline = newBaseline(), onProgress }: LeakScanOptions,
): Promise<LeakScan> {
  const installed = await scannerFor(place, env);
  const looking = scanner([...secrets], {
    env,
    onProgress,
    knownFormats: installed === undefined,
    fingerprintKey: baseline.key,
  });
  const report = await lookedOrNot(async () => lookAt(looking, place));
  const own = report.findings.filter(({ known }) => known);
  const patterns = installed
    ? await scannedBy(installed, place, { report, env, finder: secretFinder([...secrets]), baseline })
    : formatFindings(report.findings);
  return {
    report,
    own,
    patterns,
    scanner: installed ? { scanner: installed.scanner.name, version: installed.version } : KNOWN_FORMATS,
    weak: looking.weak.filter((name) => !looking.names.includes(name)),
    names: looking.names,
    failures: [...failures, ...report.unread.map(unreadFinding)],
  };
}

const KNOWN_FORMATS: ScanData["patterns"] = { scanner: "known-formats", version: null };

function unreadFinding({ path, why }: Unread): Finding {
  const [message, fix] = UNREAD[why];
  return {
    code: "unread",
    reason: why,
    message: `${path === "." ? "The repository" : path} ${message}`,
    file: path,
    fix,
  };
}

const UNREAD: Readonly<Record<Unread["why"], readonly [message: string, fix: string]>> = {
  denied: [
    "could not be read: the operating system refuses it",
    "give the account that scans the right to read it",
  ],
  shallow: ["is a shallow clone: the older commits are not here", "git fetch --unshallow"],
  partial: ["is a partial clone: objects may be missing", "scan a full clone of it"],
  "missing-object": ["lacks an object", "git fsck says more"],
  lfs: ["is kept by Git LFS, and only its pointer is here", "git lfs fetch --all"],
  broken: [
    "is an archive that ends too early or is damaged: what could be unpacked of it was looked through",
    "put a whole one in its place, or take it out",
  ],
  encrypted: ["has a password", "unpack it, and scan that with --path"],
  unsupported: [
    "is compressed in a way that this Node.js can't read",
    "unpack it, and scan that with --path",
  ],
  "git-pack": [
    "holds the history of a repository, compressed by git",
    "scan that repository with --history; of a bundle, a clone of it",
  ],
  repository: ["is a repository of its own that git can't read", "git status in it says why"],
  "too-large": [
    "unpacks to too much, or is an archive in too many archives",
    "unpack it, and scan that with --path",
  ],
};

/** A scan of a part finds a part of a baseline: what it didn't find may be elsewhere. */
export function againstBaseline(
  { patterns }: LeakScan,
  baseline: Baseline | undefined,
  { kind }: ScanPlace,
): Sorted {
  if (baseline === undefined) return { fresh: patterns, known: 0, unused: [] };
  const sorted = sortedBy(baseline, patterns);
  return kind === "work-tree" || kind === "history" ? sorted : { ...sorted, unused: [] };
}
