import { builtin } from "../util/builtin.ts";

const MOST_LINKS = 40;

/**
 * The file that a path leads to, so that a link to an audit file and the file itself have one lock, and the full files
 * one folder. A link may lead to a file that isn't there yet. A path without a link is returned unchanged.
 */
export function realPathOf(path: string, links = MOST_LINKS): string {
  const target = linkIn(path);
  if (target === undefined || links === 0) return path; // a circle: who opens it says so
  const paths = builtin("node:path");
  const folder = builtin("node:fs").realpathSync(paths.dirname(path));
  return realPathOf(paths.resolve(folder, target), links - 1);
}

function linkIn(path: string): string | undefined {
  try {
    return builtin("node:fs").readlinkSync(path);
  } catch {
    return undefined;
  }
}
