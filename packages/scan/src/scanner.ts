import { knownOptions, type OptionNames } from "@confide/core/adapter";
import { type Loaded, secretFinder } from "@confide/redact";

import type { Chunks } from "./archives/budget.ts";
import type { ScanReport } from "./finding.ts";
import type { Environment } from "./git/git.ts";
import { Look, type LookOptions } from "./look.ts";
import { lookAtHistory } from "./places/history.ts";
import { lookAtPath } from "./places/path.ts";
import { lookAtStaged } from "./places/staged.ts";
import { lookAtWorkTree } from "./places/work-tree.ts";

export interface ScannerOptions {
  /**
   * Also finds what nobody loaded and what has the form of an issuer's token, a JWT or a private key.
   *
   * @default false
   */
  readonly knownFormats?: boolean | undefined;
  /**
   * The environment of git. In a hook it says which index is to be committed.
   *
   * @default process.env
   */
  readonly env?: Environment | undefined;
  /**
   * Called from time to time with what was looked through so far.
   *
   * @default none: nobody is told
   */
  readonly onProgress?: LookOptions["onProgress"];
  /**
   * With it a finding of a format has a `fingerprint`, by which the same text is known again.
   *
   * @default none: findings have no fingerprint
   */
  readonly fingerprintKey?: Uint8Array | undefined;
  /**
   * To how many bytes an archive may unpack, with those in it. One that goes beyond is reported as unread.
   *
   * @default 4 GiB
   */
  readonly mostUnpackedBytes?: number | undefined;
  /**
   * How deep archives may be in archives.
   *
   * @default 8
   */
  readonly mostNested?: number | undefined;
}

/** Looks for secrets in one place or another. Each look is complete, or `unread` says what of it could not be read. */
export interface Scanner {
  /** What `git add --all` would take: tracked files, and those that are neither tracked nor ignored. Submodules too. */
  readonly workTree: (folder: string) => Promise<ScanReport>;
  /** What the next commit would bring: the index's content, not the file's. */
  readonly staged: (folder: string) => Promise<ScanReport>;
  /** Every blob, commit, tag, name of a file or ref, note and stash. `unreachable`: also what no ref leads to. */
  readonly history: (folder: string, options?: { readonly unreachable?: boolean }) => Promise<ScanReport>;
  /** A file, an archive, a container image (of `docker save`, or an OCI layout), or a folder with all that is in it. */
  readonly path: (path: string) => Promise<ScanReport>;
  /** What comes in pieces, such as standard input. */
  readonly stream: (chunks: Chunks, name: string) => Promise<ScanReport>;
  /** The secrets that are looked for, by name. */
  readonly names: readonly string[];
  /** Those that aren't: what is short or a common word is found where nobody means it. */
  readonly weak: readonly string[];
}

const SCANNER_OPTIONS: OptionNames<ScannerOptions> = {
  knownFormats: true,
  env: true,
  onProgress: true,
  fingerprintKey: true,
  mostUnpackedBytes: true,
  mostNested: true,
};

/**
 * Makes a scanner for all Secrets of a configuration.
 *
 * @param from A configuration, Secrets, or a list of these.
 * @throws ScanError, from each look, where there is no repository, git is missing or nothing is at the path.
 *
 * @example
 * ```ts
 * import { mkdirSync, writeFileSync } from "node:fs";
 * import { Secret } from "@confide/core";
 * import { scanner } from "@confide/scan";
 *
 * mkdirSync("dist", { recursive: true });
 * writeFileSync("dist/app.js", 'const token = "not-a-real-token";');
 * const { findings } = await scanner([new Secret("not-a-real-token", "token")]).path("dist");
 * for (const { setting, path, line } of findings) console.log(`${setting} is in ${path}:${line}`); // token is in dist/app.js:1
 * ```
 */
export function scanner<From extends object>(from: Loaded<From>, given?: ScannerOptions): Scanner {
  const options: ScannerOptions = knownOptions("scanner()", given, SCANNER_OPTIONS);
  const { knownFormats, env = process.env, ...lookOptions } = options;
  const finder = secretFinder(from, { knownFormats });
  const look = () => new Look(finder, lookOptions);
  const report = async (lookAt: (look: Look) => Promise<unknown>) => {
    const each = look();
    await lookAt(each);
    return each.report();
  };
  return {
    workTree: async (folder) => report(async (each) => lookAtWorkTree(each, { folder, env })),
    staged: async (folder) => report(async (each) => lookAtStaged(each, { folder, env })),
    async history(folder, { unreachable = false } = {}) {
      const each = look();
      return each.report(await lookAtHistory(each, { folder, env }, { unreachable }));
    },
    path: async (path) => report(async (each) => lookAtPath(each, path)),
    stream: async (chunks, name) =>
      report(async (each) => each.contents.inPieces({ in: "content", path: name, inner: "" }, chunks)),
    names: finder.names,
    weak: finder.weak,
  };
}
