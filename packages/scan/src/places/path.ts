import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { printable } from "@confide/core/adapter";

import { type FilePath, fileIn } from "../content/file-path.ts";
import { ScanError } from "../git/scan-error.ts";
import type { Look } from "../look.ts";

/** A file, or a folder with all that is in it, whatever git says of it. Links are not followed, but the path itself. */
export async function lookAtPath(look: Look, path: string): Promise<void> {
  const stats = existsSync(path) ? statSync(path) : undefined;
  if (stats === undefined)
    throw new ScanError("not-found", `There is nothing at ${printable(path, 200)}`, "correct the path");
  if (stats.isDirectory()) return lookAtFolder(look, path, path);
  look.names([path]);
  await lookAtEntry(look, path, realpathSync(path));
}

async function lookAtFolder(look: Look, path: string, folder: FilePath): Promise<void> {
  const entries = namesOf(look, path, folder).map((name) => ({
    path: join(path, name.toString("utf8")),
    file: fileIn(folder, name),
  }));
  look.names(entries.map((entry) => entry.path));
  look.progress();
  await turn();
  for (const entry of entries) await lookAtEntry(look, entry.path, entry.file);
}

function namesOf(look: Look, path: string, folder: FilePath): readonly Buffer[] {
  try {
    return readdirSync(folder, "buffer").sort((a, b) => Buffer.compare(a, b));
  } catch {
    look.unread(path, "denied");
    return [];
  }
}

async function lookAtEntry(look: Look, path: string, file: FilePath): Promise<void> {
  const place = { in: "content", path, inner: "" } as const;
  const kind = await look.files.read(file, place, {
    onLink: (target) => look.windows.add({ ...place, in: "link-target" }, target),
  });
  if (kind === "folder") await lookAtFolder(look, path, file);
  if (kind === "denied") look.unread(path, "denied");
}
