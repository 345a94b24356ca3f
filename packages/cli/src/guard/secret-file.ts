import { basename, relative } from "node:path";

import { readFileSync, realpathSync, statSync } from "../node-fs.ts";
import { secretPath } from "../git/secret-path.ts";
import { fileHoldsSecrets } from "../git/tracked-secrets.ts";
import type { ProjectSecrets } from "./project-secrets.ts";

const LARGEST_FILE_BYTES = 8 * 1024 * 1024;

/** Why a file is not to be read, in words that follow its name; `undefined`: it may be. Links are followed. */
export function whySecret(path: string, secrets: ProjectSecrets): string | undefined {
  if (/^\/proc\/[^/]+\/(?:environ|task\/[^/]+\/environ)$/.test(path)) return "is a program's environment";
  const real = realPath(path);
  const size = real === undefined ? undefined : sizeOf(real);
  if (real === undefined || size === undefined) return undefined; // there is nothing to read
  if ([path, real].some((each) => isCalledSecret(each, secrets))) return "holds secrets";
  if (size > LARGEST_FILE_BYTES) return undefined;
  return holdsKnown(real, secrets) ? "holds a known secret" : undefined;
}

/** By its name, and what is in it. */
function isCalledSecret(path: string, { folder, harmless }: ProjectSecrets): boolean {
  const within = relative(folder, path).replaceAll("\\", "/");
  const kind = secretPath(within.startsWith("..") ? basename(path) : within);
  return kind !== undefined && fileHoldsSecrets(kind, path, harmless);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function sizeOf(path: string): number | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true ? stats.size : undefined;
}

/** A key file of age opens the secrets of a local store. */
function holdsKnown(path: string, { values }: ProjectSecrets): boolean {
  try {
    const bytes = readFileSync(path);
    return values.isIn(bytes) || /AGE-SECRET-KEY-1[0-9A-Z]{58}/.test(bytes.toString("latin1"));
  } catch {
    return false; // who can't read it can't show it
  }
}
