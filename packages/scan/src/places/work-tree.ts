import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";

import { type Environment, gitOutput, type GitOptions, namesIn } from "../git/git.ts";
import { repositoryAt } from "../git/repository.ts";
import type { Look } from "../look.ts";
import { lookAtTreeFile } from "./git-file.ts";

/** So many files between two turns of the event loop. */
const FILES_A_TURN = 256;

/** What `git add --all` would take: tracked files, and those that are neither tracked nor ignored. */
export async function lookAtWorkTree(look: Look, options: GitOptions, prefix = ""): Promise<void> {
  const repository = await repositoryAt(options);
  look.folder ??= repository.folder;
  const argv = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = namesIn(await gitOutput(argv, repository)).map((name) => name.replace(/\/$/, ""));
  // A file with conflicts is listed once for each side.
  const names = [...new Set(listed)];
  look.names(names.map((name) => prefix + name));
  for (const [index, name] of names.entries()) {
    const path = prefix + name;
    const found = await lookAtTreeFile(look, repository, name, { in: "content", path, inner: "" });
    if (found === "submodule")
      await lookAtWorkTree(
        look,
        { folder: join(repository.folder, name), env: elsewhere(options.env) },
        `${path}/`,
      );
    if (index % FILES_A_TURN === 0) {
      look.progress();
      await turn();
    }
  }
}

/** In a hook git says by variables which repository it is about. */
function elsewhere(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_REPOSITORY.test(name)));
}

const OF_REPOSITORY =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE)$/;
