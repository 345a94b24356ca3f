import type { Place } from "../content/place.ts";
import type { Finding, FoundIn } from "../finding.ts";
import { type GitOptions, gitOutput } from "../git/git.ts";
import { allObjects, type ObjectHeader } from "../git/objects.ts";
import { isPartial, type Repository, repositoryAt } from "../git/repository.ts";
import type { Look } from "../look.ts";
import { Introductions } from "./introductions.ts";
import { LookedObjects } from "./looked-objects.ts";

export interface HistoryOptions {
  /** Also what no ref leads to. */
  readonly unreachable: boolean;
}

/** All objects of a repository in one go, and then, only of those with a secret, how they came in. */
export async function lookAtHistory(
  look: Look,
  options: GitOptions,
  { unreachable }: HistoryOptions,
): Promise<readonly Finding[]> {
  const [repository, partial] = await Promise.all([repositoryAt(options, false), isPartial(options)]);
  look.folder = repository.folder;
  if (repository.isShallow) look.unread(".", "shallow");
  if (partial) look.unread(".", "partial");
  const objects = new HistoryObjects(look, repository);
  await allObjects(repository, objects);
  await lookAtRefs(look, repository);
  const hits = look.takeHits();
  if (hits.length === 0) return [];
  const introductions = new Introductions(look, repository, hits);
  await introductions.read(unreachable ? objects.commits : undefined);
  return [
    ...byPlace(hits.flatMap((hit) => introductions.findingsOf(hit, unreachable))),
    ...introductions.names,
  ];
}

/** Names of branches and tags. */
async function lookAtRefs(look: Look, repository: Repository): Promise<void> {
  const names = await gitOutput(["for-each-ref", "--format=%(refname)"], repository);
  for (const path of names.toString("utf8").split("\n"))
    look.windows.add({ in: "ref-name", path, inner: "" }, Buffer.from(path));
}

/** A value that is in many versions of one file is one finding, of the version that brought it. */
function byPlace(findings: readonly Finding[]): readonly Finding[] {
  const grouped = Map.groupBy(findings, (each) =>
    each.path === undefined || each.in !== "content"
      ? each
      : JSON.stringify([each.setting, each.form, each.path, each.fingerprint]),
  );
  return [...grouped.values()].flatMap((all) => {
    const [first] = all.toSorted((a, b) => dateOf(a) - dateOf(b));
    const versions = new Set(all.map(({ object }) => object)).size;
    return first === undefined ? [] : [versions > 1 ? { ...first, versions } : first];
  });
}

function dateOf({ commit }: Finding): number {
  return commit === undefined ? Infinity : Date.parse(commit.date);
}

const IN: Readonly<Record<ObjectHeader["type"], FoundIn>> = {
  blob: "content",
  commit: "commit",
  tag: "tag",
  // Between modes and ids it holds the names.
  tree: "file-name",
};

class HistoryObjects extends LookedObjects {
  readonly commits: string[] = [];
  #names: Buffer = Buffer.of();

  whole({ id, type }: ObjectHeader, bytes: Buffer): void {
    const place = objectPlace(id, type);
    if (type === "blob") return this.blob(place, bytes);
    if (type === "commit") this.commits.push(id);
    this.look.contents.count++;
    this.look.contents.bytes += bytes.length;
    this.look.windows.add(place, this.#toRead(id, type, bytes));
  }

  #toRead(id: string, type: ObjectHeader["type"], bytes: Buffer): Buffer {
    if (type === "commit") return withoutIds(bytes);
    return type === "tree" ? this.#treeNames(bytes, id.length / 2) : bytes;
  }

  /** A tree has an id behind each name, which says nothing and is half of it. The result is valid until the next call. */
  #treeNames(tree: Buffer, idBytes: number): Buffer {
    if (this.#names.length < tree.length) this.#names = Buffer.allocUnsafe(tree.length);
    const names = this.#names;
    let length = 0;
    for (let at = 0; at < tree.length; at++) {
      const byte = tree[at] as number;
      names[length++] = byte;
      if (byte === 0) at += idBytes;
    }
    return names.subarray(0, length);
  }

  protected placeOf({ id, type }: ObjectHeader): Place {
    return objectPlace(id, type);
  }

  missing(id: string): void {
    this.look.unread(id, "missing-object");
  }
}

/** A commit begins with the ids of its tree and its parents, which say nothing and look like keys. */
function withoutIds(commit: Buffer): Buffer {
  const author = commit.indexOf("\nauthor ");
  return IDS.test(commit.toString("latin1", 0, author + 1)) ? commit.subarray(author) : commit;
}

const IDS = /^(?:(?:tree|parent) [\da-f]{40,64}\n)+$/;

function objectPlace(id: string, type: ObjectHeader["type"]): Place {
  return { in: IN[type], path: id, inner: "" };
}
