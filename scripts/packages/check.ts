// Judges the packed tarballs, not the sources: would each package install, resolve and type-check for its users?
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { run, type Finished } from "../workspace.ts";
import { pack, type Tarball } from "./pack.ts";

const into = mkdtempSync(join(tmpdir(), "confide-check-"));
try {
  const tarballs = await pack(into);
  const verdicts = await Promise.all(
    tarballs.flatMap((tarball) => [publint(tarball), areTheTypesWrong(tarball)]),
  );
  const bad = verdicts.filter(({ code }) => code !== 0);
  for (const { output } of bad) console.error(output);
  console.log(`${tarballs.length} packages packed, ${bad.length} complaints`);
  process.exitCode = bad.length === 0 ? 0 : 1;
} finally {
  rmSync(into, { recursive: true, force: true });
}

async function publint({ path }: Tarball): Promise<Finished> {
  return run("publint", ["run", "--strict", path]);
}

async function areTheTypesWrong({ path }: Tarball): Promise<Finished> {
  return run("attw", [path]);
}
