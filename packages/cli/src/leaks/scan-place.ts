import { isAbsolute, join, relative } from "node:path";

import type { Scanner, ScanReport } from "@confide/scan";

/** Where to look. */
export type ScanPlace =
  | { readonly kind: "work-tree" | "staged"; readonly folder: string }
  | { readonly kind: "history"; readonly folder: string; readonly unreachable: boolean }
  | { readonly kind: "path" | "image"; readonly path: string }
  | { readonly kind: "stdin"; readonly read: () => Promise<Uint8Array> };

export async function lookAt(scanner: Scanner, place: ScanPlace): Promise<ScanReport> {
  switch (place.kind) {
    case "work-tree":
      return scanner.workTree(place.folder);
    case "staged":
      return scanner.staged(place.folder);
    case "history":
      return scanner.history(place.folder, { unreachable: place.unreachable });
    case "path":
    case "image":
      return scanner.path(place.path);
    case "stdin":
      return scanner.stream([await place.read()], "stdin");
  }
}

/** A path of a repository, as seen from the working folder. A path of a history may be an old one: it is unchanged. */
export function pathFrom(cwd: string, { kind }: ScanPlace, { folder }: ScanReport, path: string): string {
  if (kind === "stdin" || kind === "history") return path;
  const absolute = isAbsolute(path) || folder === undefined ? path : join(folder, path);
  return relative(cwd, absolute) || path;
}
