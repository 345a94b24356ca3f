import { setImmediate as turn } from "node:timers/promises";

import { type Environment, gitOutput, type GitOptions, namesIn } from "../git/git.ts";
import { fileIn } from "../content/file-path.ts";
import { type Repository, repositoryAt } from "../git/repository.ts";
import { ScanError } from "../git/scan-error.ts";
import type { Look } from "../look.ts";
import { lookAtTreeFile } from "./git-file.ts";
import { lookAtIndexed } from "./staged.ts";

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
  const files = await filesOf(repository);
  look.names(files.map(({ name }) => prefix + String(name)));
  const kept = new Set<string>();
  for (const [index, { name, isKept }] of files.entries()) {
    const path = prefix + String(name);
    const file = fileIn(repository.folder, name);
    const found = await lookAtTreeFile(look, repository, file, { in: "content", path, inner: "" });
    if (isKept) kept.add(String(name));
    if (found === "submodule") {
      const within = { prefix: `${path}/`, around: [...around, repository.folder] };
      await lookAtSubmodule(look, { folder: String(file), env: elsewhere(repository.env) }, within);
    }
    if (index % FILES_A_TURN === 0) {
      look.progress();
      await turn();
    }
  }
  if (kept.size > 0) await lookAtIndexed(look, repository, prefix, (path) => kept.has(path));
}

interface TreeFile {
  readonly name: Buffer;
  /** Git goes by the index, whatever is in the folder: outside a sparse checkout, and what is assumed to be unchanged. */
  readonly isKept: boolean;
}

async function filesOf(repository: Repository): Promise<readonly TreeFile[]> {
  const argv = ["ls-files", "-z", "-v", "--cached", "--others", "--exclude-standard"];
  const files = namesIn(await gitOutput(argv, repository)).map((listed) => {
    // A repository that is no submodule ends with a slash.
    const end = listed.at(-1) === SLASH_BYTE ? -1 : listed.length;
    return { name: listed.subarray(TAG_BYTES, end), isKept: KEPT.test(String.fromCharCode(listed[0] ?? 0)) };
  });
  // A file with conflicts is listed once for each side.
  return [...new Map(files.map((file) => [file.name.toString("latin1"), file])).values()];
}

const SLASH_BYTE = 0x2f;
/** What `-v` says of each, a letter and a blank. */
const TAG_BYTES = 2;
const KEPT = /[Sa-z]/;

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
