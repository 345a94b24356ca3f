import type { Hit, Place } from "../content/place.ts";
import type { CommitPlace, Finding } from "../finding.ts";
import { Git, gitOutput } from "../git/git.ts";
import type { Repository } from "../git/repository.ts";
import type { Look } from "../look.ts";

interface Introduced {
  readonly path: string;
  readonly commit: CommitPlace;
}

/** How objects came into a history: one walk over it, however many they are. */
export class Introductions {
  /** Secrets in names of files. */
  readonly names: Finding[] = [];
  readonly #look: Look;
  readonly #repository: Repository;
  readonly #hits: readonly Hit[];
  readonly #blobs: ReadonlySet<string>;
  readonly #commitIds: ReadonlySet<string>;
  readonly #lookAtNames: boolean;
  /** By blob: the oldest commit for each path. */
  readonly #introduced = new Map<string, Map<string, Introduced>>();
  readonly #commits = new Map<string, CommitPlace>();
  readonly #tags = new Map<string, string>();
  readonly #paths = new Map<string, CommitPlace>();
  /** Secrets that `names` has. */
  readonly #named = new Set<string>();
  /** What refs lead to, where it has to be asked. */
  #reachable: ReadonlySet<string> | undefined;

  constructor(look: Look, repository: Repository, hits: readonly Hit[]) {
    this.#look = look;
    this.#repository = repository;
    const idsOf = (fits: (place: Place) => boolean) =>
      new Set(hits.flatMap(({ place }) => (fits(place) ? [place.path] : [])));
    this.#hits = hits;
    this.#blobs = idsOf((place) => place.in === "content" || place.inner !== "");
    this.#commitIds = idsOf((place) => place.in === "commit");
    this.#lookAtNames = hits.some(({ place }) => isName(place));
  }

  /** @param starts Commits to walk from, in place of those that refs lead to. */
  async read(starts?: readonly string[]): Promise<void> {
    const git = new Git(starts ? WALK : [...WALK, "--all"], this.#repository);
    git.write(`${(starts ?? (await this.#stashes())).join("\n")}\n`);
    let commit: CommitPlace | undefined;
    let blob: string | undefined;
    for await (const tokens of tokensOf(git))
      for (const token of tokens) {
        if (commit && blob !== undefined) this.#file(token, blob, commit);
        else if (token.startsWith(COMMIT)) commit = this.#commit(token);
        // What is behind it is a path, whatever it looks like.
        blob = blob === undefined ? /^\n?:(?:\S+ ){3}(\S+) /.exec(token)?.[1] : undefined;
      }
    await this.#readTags();
    if (this.#lookAtNames) this.#findNames();
    await this.#readReachable();
  }

  /** Of the stash git names only the newest. */
  async #stashes(): Promise<readonly string[]> {
    const argv = ["log", "--walk-reflogs", "--format=%H", "refs/stash", "--"];
    const output = await gitOutput(argv, this.#repository).catch(() => Buffer.of());
    return output
      .toString("latin1")
      .split("\n")
      .filter((id) => id !== "");
  }

  #commit(token: string): CommitPlace {
    const [, id = "", date = "", author = ""] = /^.(\S*) (\S*) ([^]*)$/.exec(token) ?? [];
    const commit = { id, author, date };
    if (this.#commitIds.has(id)) this.#commits.set(id, commit);
    return commit;
  }

  /** The walk goes from the newest to the oldest. */
  #file(path: string, blob: string, commit: CommitPlace): void {
    if (this.#lookAtNames) this.#paths.set(path, commit);
    if (!this.#blobs.has(blob)) return;
    const byPath = this.#introduced.get(blob) ?? new Map<string, Introduced>();
    this.#introduced.set(blob, byPath.set(path, { path, commit }));
  }

  async #readTags(): Promise<void> {
    const argv = ["for-each-ref", "--format=%(objectname) %(refname)"];
    const output = await gitOutput(argv, this.#repository);
    for (const line of output.toString("utf8").split("\n")) {
      const [id = "", name = ""] = line.split(" ");
      this.#tags.set(id, name);
    }
  }

  /** A tag may be of a blob or a tree, and a tag of a tag has no name. */
  async #readReachable(): Promise<void> {
    const isPlaced = ({ name, place }: Hit) =>
      isName(place)
        ? this.#named.has(name)
        : [this.#introduced, this.#commits, this.#tags].some((each) => each.has(place.path));
    if (this.#hits.every((hit) => hit.place.in === "ref-name" || isPlaced(hit))) return;
    const output = await gitOutput(["rev-list", "--all", "--objects", "--no-object-names"], this.#repository);
    this.#reachable = new Set(output.toString("latin1").split("\n"));
  }

  #findNames(): void {
    this.#look.names([...this.#paths.keys()]);
    for (const hit of this.#look.takeHits()) {
      const commit = this.#paths.get(hit.place.path);
      this.#named.add(hit.name);
      this.names.push(this.#look.findingOf(hit, commit && { commit }));
    }
  }

  /** A blob is a finding for each path; a tree's names are in `names`, if a commit has the tree. */
  findingsOf(hit: Hit, unreachable: boolean): readonly Finding[] {
    const { path: object, in: kind } = hit.place;
    if (kind === "ref-name") return [this.#look.findingOf(hit)];
    if (isName(hit.place) && this.#named.has(hit.name)) return [];
    const found = this.#introduced.get(object);
    if (found) return [...found.values()].map((each) => this.#introducedFinding(hit, each));
    const commit = this.#commits.get(object);
    if (commit) return [this.#look.findingOf(hit, { commit, object })];
    const tag = this.#tags.get(object);
    if (tag !== undefined) return [this.#look.findingOf(hit, { path: this.#look.printable(tag), object })];
    if (unreachable || this.#reachable?.has(object) === true) return [this.#look.findingOf(hit, { object })];
    this.#look.leftOut(object, "unreachable");
    return [];
  }

  #introducedFinding(hit: Hit, { path, commit }: Introduced): Finding {
    const printed = this.#look.printable(path + hit.place.inner);
    return this.#look.findingOf(hit, { path: printed, commit, object: hit.place.path });
  }
}

/** Of a tree: that in an archive is a part of a blob. */
function isName({ in: kind, inner }: Place): boolean {
  return kind === "file-name" && inner === "";
}

const COMMIT = "\u0001";
/** Merges too, by each of their parents: what is only in a merge was brought by it. */
const WALK = [
  "log",
  "--stdin",
  "-m",
  "--root",
  "--raw",
  "--no-abbrev",
  "--no-renames",
  "-z",
  "--date-order",
  "--encoding=UTF-8",
  // Whatever is in an author's name comes last.
  `--format=${COMMIT}%H %aI %an <%ae>`,
];

/** As many as come at once. */
async function* tokensOf(git: Git): AsyncGenerator<readonly string[]> {
  let rest: Buffer = Buffer.of();
  for await (const chunk of git.chunks()) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const end = bytes.lastIndexOf(0) + 1;
    rest = bytes.subarray(end);
    if (end > 0) yield bytes.toString("utf8", 0, end - 1).split("\0");
  }
  if (rest.length > 0) yield [rest.toString("utf8")];
}
