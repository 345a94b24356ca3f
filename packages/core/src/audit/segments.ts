import { builtin } from "../util/builtin.ts";
import { namesInFolder } from "../util/names-in-folder.ts";

/**
 * Files that were full, oldest first: `audit.log` became `audit.log.000001`, then `audit.log.000002`. A file keeps its
 * name for good, so that a copy of it made elsewhere stays its copy.
 */
export function segmentsOf(path: string): readonly number[] {
  const at = builtin("node:path");
  const prefix = `${at.basename(path)}.`;
  return namesInFolder(at.dirname(path))
    .filter((name) => name.startsWith(prefix) && /^\d{6,}$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)))
    .sort((a, b) => a - b);
}

export function segmentPath(path: string, segment: number): string {
  return `${path}.${String(segment).padStart(6, "0")}`;
}

/** Whether the file under the path is, under another name, this segment. */
export function isSegment(path: string, segment: number | undefined): boolean {
  if (segment === undefined) return false;
  const [one, other] = [path, segmentPath(path, segment)].map((each) => {
    return builtin("node:fs").statSync(each, { throwIfNoEntry: false });
  });
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev;
}
