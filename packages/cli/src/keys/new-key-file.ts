import { lstatSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";

import { CouldNotLook, sourceFailed } from "../could-not-look.ts";
import { coreFor } from "../definition/core.ts";
import { type Environment, says } from "../project/git.ts";
import { findPackageManager } from "../project/package-manager.ts";

/** Makes the file. @returns The public half of its key. */
export type MakeKeyFile = () => Promise<{ readonly recipient: string }>;

/**
 * What makes a key file, once it is known that it can.
 *
 * @param folder Whose `@confide/local` makes it.
 * @throws CouldNotLook for a file that is there, and where the package isn't.
 */
export async function keyFileMaker(path: string, folder: string): Promise<MakeKeyFile> {
  if (lstatSync(path, { throwIfNoEntry: false })) throw keyExists(path);
  const from = join(folder, "package.json");
  const [{ generateKeyFile }, { isSourceError }] = await Promise.all([localPackage(from), coreFor(from)]);
  return async () => {
    try {
      return await generateKeyFile(path);
    } catch (error) {
      throw isSourceError(error) ? sourceFailed(error) : error;
    }
  };
}

/** Whether git would take a new file in: it is in a repository that doesn't ignore it. */
export async function isForGit(path: string, env: Environment): Promise<boolean> {
  const argv = ["ls-files", "--others", "--exclude-standard", "--", basename(path)];
  return ((await says("git", dirname(path), env, argv)) ?? "") !== "";
}

function keyExists(path: string): CouldNotLook {
  return new CouldNotLook({
    code: "key-exists",
    message: `${path} is there, and a key file is never replaced: what its key encrypts would be lost`,
    file: path,
    fix: "name another file",
  });
}

/** The copy that the project has, whose errors its core knows. */
async function localPackage(from: string): Promise<typeof import("@confide/local")> {
  try {
    return createRequire(from)("@confide/local") as typeof import("@confide/local");
  } catch {
    return import("@confide/local").catch(async () => {
      const packageManager = await findPackageManager(dirname(from));
      throw new CouldNotLook({
        code: "no-package",
        message: `@confide/local, whose store such a key is for, isn't installed in ${dirname(from)}`,
        fix: packageManager.install(["@confide/local"], "normal"),
      });
    });
  }
}
