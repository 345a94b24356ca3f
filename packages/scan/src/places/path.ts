import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { ScanError } from "../git/scan-error.ts";
import type { Look } from "../look.ts";

/** A file, or a folder with all that is in it, whatever git says of it. Links are not followed, but the path itself. */
export async function lookAtPath(look: Look, path: string): Promise<void> {
  const stats = existsSync(path) ? statSync(path) : undefined;
  if (stats === undefined) throw new ScanError("not-found", "There is nothing at the path", "correct it");
  if (stats.isDirectory()) return lookAtFolder(look, path);
  look.names([path]);
  await lookAtEntry(look, path, realpathSync(path));
}

async function lookAtFolder(look: Look, folder: string): Promise<void> {
  const names = namesOf(look, folder);
  look.names(names.map((name) => join(folder, name)));
  look.progress();
  await turn();
  for (const name of names) await lookAtEntry(look, join(folder, name));
}

function namesOf(look: Look, folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    look.unread(folder, "denied");
    return [];
  }
}

async function lookAtEntry(look: Look, path: string, file = path): Promise<void> {
  const place = { in: "content", path, inner: "" } as const;
  const kind = await look.files.read(file, place, {
    onLink: (target) => look.windows.add({ ...place, in: "link-target" }, Buffer.from(target)),
  });
  if (kind === "folder") await lookAtFolder(look, path);
  if (kind === "denied") look.unread(path, "denied");
}
