import { setImmediate as turn } from "node:timers/promises";

import { type Environment, gitOutput, type GitOptions, namesIn } from "../git/git.ts";
import { fileIn } from "../content/file-path.ts";
import { type Repository, repositoryAt } from "../git/repository.ts";
import { ScanError } from "../git/scan-error.ts";
import type { Look } from "../look.ts";
import { lookAtTreeFile } from "./git-file.ts";

/** So many files between two turns of the event loop. */
const FILES_A_TURN = 256;

/** What `git add --all` would take: tracked files, and those that are neither tracked nor ignored. */
export async function lookAtWorkTree(look: Look, options: GitOptions): Promise<void> {
  const repository = await repositoryAt(options);
  look.folder = repository.folder;
  await lookAtFiles(look, repository, { prefix: "", around: [] });
}

interface Within {
  /** Its path in the outermost repository, with a slash. */
  readonly prefix: string;
  /** The tops of the repositories around it. */
  readonly around: readonly string[];
}

async function lookAtFiles(look: Look, repository: Repository, { prefix, around }: Within): Promise<void> {
  const names = await filesOf(repository);
  look.names(names.map((name) => prefix + String(name)));
  for (const [index, name] of names.entries()) {
    const path = prefix + String(name);
    const file = fileIn(repository.folder, name);
    const found = await lookAtTreeFile(look, repository, file, { in: "content", path, inner: "" });
    if (found === "submodule") {
      const within = { prefix: `${path}/`, around: [...around, repository.folder] };
      await lookAtSubmodule(look, { folder: String(file), env: elsewhere(repository.env) }, within);
    }
    if (index % FILES_A_TURN === 0) {
      look.progress();
      await turn();
    }
  }
}

async function filesOf(repository: Repository): Promise<readonly Buffer[]> {
  const argv = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = namesIn(await gitOutput(argv, repository));
  // A repository that is no submodule ends with a slash.
  const names = listed.map((name) => (name.at(-1) === SLASH_BYTE ? name.subarray(0, -1) : name));
  // A file with conflicts is listed once for each side.
  return [...new Map(names.map((name) => [name.toString("latin1"), name])).values()];
}

const SLASH_BYTE = 0x2f;

/** Its files may be those of a repository around it, if its configuration says so. */
async function lookAtSubmodule(look: Look, options: GitOptions, within: Within): Promise<void> {
  try {
    const repository = await repositoryAt(options);
    if (!within.around.includes(repository.folder)) return await lookAtFiles(look, repository, within);
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
  }
  look.unread(within.prefix.slice(0, -1), "repository");
}

/** In a hook git says by variables which repository it is about. */
function elsewhere(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_REPOSITORY.test(name)));
}

const OF_REPOSITORY =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE)$/;
