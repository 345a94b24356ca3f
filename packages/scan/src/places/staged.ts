import type { Place } from "../content/place.ts";
import { gitOutput, type GitOptions, namesIn } from "../git/git.ts";
import { idsOf, type ObjectHeader, objectsOf } from "../git/objects.ts";
import { asFound, hasPromises, type Repository, repositoryAt } from "../git/repository.ts";
import { ScanError } from "../git/scan-error.ts";
import type { Look } from "../look.ts";
import { LookedObjects } from "./looked-objects.ts";

interface StagedFile {
  readonly path: string;
  readonly id: string;
  readonly mode: string;
}

/** What the next commit would bring: the index's content of each file in which it differs from HEAD, and not the file's. */
export async function lookAtStaged(look: Look, given: GitOptions): Promise<readonly StagedFile[]> {
  const options = await asFound(given);
  // At once: a hook is waited for.
  const [repository, all] = await Promise.all([repositoryAt(options), stagedFiles(options)]);
  look.folder = repository.folder;
  const files = all.filter(({ mode }) => mode !== SUBMODULE);
  look.names(files.map(({ path }) => path));
  await lookAtBlobs(look, repository, files);
  return files;
}

/** What a partial clone lacks isn't asked for: git would fetch it, or give up at the first. */
async function lookAtBlobs(look: Look, repository: Repository, all: readonly StagedFile[]): Promise<void> {
  const here = hasPromises(repository) ? await idsOf(repository) : undefined;
  const isHere = ({ id }: StagedFile) => here?.has(id) !== false;
  for (const file of all) if (!isHere(file)) look.unread(file.path, "missing-object");
  const files = all.filter(isHere);
  const ids = files.map(({ id }) => id);
  await objectsOf(ids, repository, new StagedBlobs(look, repository, files));
}

/** Some files as the index has them. */
export async function lookAtIndexed(
  look: Look,
  repository: Repository,
  prefix: string,
  isLookedAt: (path: string) => boolean,
): Promise<void> {
  const files = (await indexed(repository))
    .filter(({ path }) => isLookedAt(path))
    .map((file) => ({ ...file, path: prefix + file.path }));
  await lookAtBlobs(look, repository, files);
}

const SUBMODULE = "160000";
const LINK = "120000";

async function stagedFiles(options: GitOptions): Promise<readonly StagedFile[]> {
  const argv = [
    "diff-index",
    "--cached",
    "--raw",
    "-z",
    "--no-renames",
    "--no-abbrev",
    "--diff-filter=d",
    "HEAD",
  ];
  try {
    const tokens = namesIn(await gitOutput(argv, options)).map(String);
    const files = pairs(tokens).map(([meta, path]) => stagedFile(meta.split(" "), path));
    return files.some(({ id }) => /^0+$/.test(id)) ? await indexed(options) : files;
  } catch (error) {
    // Before the first commit there is no HEAD.
    if (error instanceof ScanError && error.code === "git-failed") return indexed(options);
    throw error;
  }
}

/** `:old-mode mode old-id id status` */
function stagedFile([, mode = "", , id = ""]: readonly string[], path: string): StagedFile {
  return { path, id, mode };
}

function pairs(tokens: readonly string[]): readonly (readonly [meta: string, path: string])[] {
  return tokens.flatMap((meta, index) => (index % 2 === 0 ? [[meta, tokens[index + 1] ?? ""] as const] : []));
}

/** All of the index, a file with conflicts once for each side. */
async function indexed(options: GitOptions): Promise<readonly StagedFile[]> {
  return namesIn(await gitOutput(["ls-files", "-z", "--stage", "--full-name", ":/"], options)).map(
    (entry) => {
      const [, mode = "", id = "", path = ""] = /^(\d+) (\w+) \d\t([^]*)$/.exec(String(entry)) ?? [];
      return { path, id, mode };
    },
  );
}

/** Objects come as they were asked for: that of each file, also where two files have the same. */
class StagedBlobs extends LookedObjects {
  readonly #files: readonly StagedFile[];
  #next = 0;

  constructor(look: Look, repository: Repository, files: readonly StagedFile[]) {
    super(look, repository);
    this.#files = files;
  }

  protected placeOf(): Place {
    const { path = "", mode = "" } = this.#files[this.#next] ?? {};
    return { in: mode === LINK ? "link-target" : "content", path, inner: "" };
  }

  whole(_: ObjectHeader, bytes: Buffer): void {
    this.blob(this.placeOf(), bytes);
    this.#next++;
  }

  override end(): void {
    super.end();
    this.#next++;
  }

  missing(): void {
    this.look.unread(this.placeOf().path, "missing-object");
    this.#next++;
  }
}
