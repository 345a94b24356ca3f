/** What kind of text a secret is in. */
export type FoundIn =
  | "content"
  | "file-name"
  | "link-target"
  /** A commit's message, author or other headers. */
  | "commit"
  /** An annotated tag's message. */
  | "tag"
  | "ref-name";

/** Where a commit stands in the history. */
export interface CommitPlace {
  readonly id: string;
  /** Name and address, as the commit has them. */
  readonly author: string;
  /** ISO 8601, of the author. */
  readonly date: string;
}

/** One place where a secret is. It holds no value and nothing made of one, but for `fingerprint`, which is made with a key. */
export interface Finding {
  /** The setting, `database.password`; of what only looks like a secret the format, `github-token`. */
  readonly setting: string;
  /** `false`: nobody loaded it, and it only looks like a secret. */
  readonly known: boolean;
  /** How it is written: `plain`, `base64`, `bytes`, `utf-16`, `latin-1`, and encodings around that: `base64 in percent`. */
  readonly form: string;
  readonly in: FoundIn;
  /** Of what is in an archive with the archives around it: `backup.zip!app/.env`. */
  readonly path?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, in UTF-16 units. */
  readonly column?: number;
  /** In a history: the commit that brought it. Left out: no commit does that can be reached. */
  readonly commit?: CommitPlace;
  /** In a history: the blob, commit, tag or tree. */
  readonly object?: string;
  /** In a history: in how many versions of the file it is. */
  readonly versions?: number;
  /** Of a format, with `fingerprintKey`: the same wherever the same text is found. */
  readonly fingerprint?: string;
}

/**
 * Why something could not be read.
 *
 * - `denied`: the operating system refused it.
 * - `shallow`, `partial`: the clone doesn't have all objects.
 * - `missing-object`: the repository lacks one that it should have.
 * - `lfs`: only Git LFS's pointer is here.
 * - `encrypted`: an archive or a PDF with a password.
 * - `broken`: an archive that ends before it should, or is damaged.
 * - `unsupported`: a compression that Node can't read, such as xz, bzip2 and 7z.
 * - `git-pack`: a history, or a part of one, in a file.
 * - `too-large`: it unpacks to more than the limit, or is nested deeper.
 * - `repository`: one within this one, which git can't read.
 */
export type UnreadReason =
  | "denied"
  | "shallow"
  | "partial"
  | "missing-object"
  | "lfs"
  | "encrypted"
  | "broken"
  | "unsupported"
  | "git-pack"
  | "too-large"
  | "repository";

/** Something that may hold secrets and could not be read. */
export interface Unread {
  readonly path: string;
  readonly why: UnreadReason;
}

/**
 * Something that was left out, and is nobody's fault.
 *
 * - `submodule`: it isn't checked out, and belongs to another repository.
 * - `unreachable`: only objects that no ref leads to have it; `unreachable: true` reports them.
 */
export interface LeftOut {
  readonly path: string;
  readonly why: "submodule" | "unreachable";
}

export interface ScanReport {
  /** Of a repository its top: paths start there. */
  readonly folder?: string;
  readonly findings: readonly Finding[];
  /** More findings than `findings` has, where there are very many. */
  readonly more: number;
  readonly unread: readonly Unread[];
  readonly leftOut: readonly LeftOut[];
  /** What was looked through: files, objects of a history, parts of archives; and how many bytes. */
  readonly looked: { readonly contents: number; readonly bytes: number };
}
