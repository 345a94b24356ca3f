import { existsSync } from "node:fs";

import { kindAt } from "../content/contents.ts";
import { type FilePath, fileIn } from "../content/file-path.ts";
import { isArchive } from "../content/kind.ts";
import type { Place } from "../content/place.ts";
import { lfsFile, lfsObjectIn, type Repository } from "../git/repository.ts";
import type { Look } from "../look.ts";

/** What Git LFS keeps in place of a pointer, if it is here. */
async function lookAtLfs(look: Look, repository: Repository, place: Place, pointer: Buffer): Promise<void> {
  const object = lfsObjectIn(pointer);
  if (object === undefined) return;
  const file = lfsFile(repository, object);
  if (file === undefined) look.unread(place.path, "lfs");
  else await look.files.read(file, place, { onLink: () => undefined });
}

/** A file of a work tree. A submodule is returned, as it is a repository of its own. */
export async function lookAtTreeFile(
  look: Look,
  repository: Repository,
  file: FilePath,
  place: Place,
): Promise<"submodule" | undefined> {
  let pointer: Buffer | undefined;
  const kind = await look.files.read(file, place, {
    onLink: (target) => look.windows.add({ ...place, in: "link-target" }, target),
    onSmall(bytes) {
      if (lfsObjectIn(bytes) !== undefined) pointer = Buffer.from(bytes);
    },
  });
  if (pointer) await lookAtLfs(look, repository, place, pointer);
  if (kind === "denied") look.unread(place.path, "denied");
  if (kind !== "folder") return undefined;
  if (existsSync(fileIn(file, DOT_GIT))) return "submodule";
  look.leftOut(place.path, "submodule");
  return undefined;
}

const DOT_GIT = Buffer.from(".git");

/** A blob as git keeps it. Its bytes are valid until it returns, which is before an archive has been read. */
export function lookAtBlob(
  look: Look,
  repository: Repository,
  place: Place,
  bytes: Buffer,
): (() => Promise<void>) | undefined {
  const kept =
    isArchive(kindAt(place, bytes)) || lfsObjectIn(bytes) !== undefined ? Buffer.from(bytes) : undefined;
  if (kept === undefined) {
    void look.contents.whole(place, bytes);
    return undefined;
  }
  return async () => {
    await look.contents.whole(place, kept);
    await lookAtLfs(look, repository, place, kept);
  };
}
