import { builtin } from "../util/builtin.ts";

/** One line of an audit file, and the place in the chain that it says it has. */
export interface ChainEntry {
  /** 1 for the first. */
  readonly number: number;
  /** The hash of the entry before it. */
  readonly before: string;
  readonly hash: string;
  /** Its hash is that of its text. */
  readonly isIntact: boolean;
}

/** The end of a chain. */
export type Link = Pick<ChainEntry, "number" | "hash">;

/** Stands in place of a hash before the first entry. */
export const CHAIN_START: Link = { number: 0, hash: "0".repeat(43) };

/** An object's JSON as the line that follows `last`. The hash is over all that is before it: a reader needs no JSON. */
export function chained(json: string, last: Link): { readonly line: string; readonly link: Link } {
  const number = last.number + 1;
  const text = `{"n":${number},${json.slice(1, -1)},"prev":"${last.hash}"`;
  const hash = hashOf(text);
  return { line: `${text},"hash":"${hash}"}\n`, link: { number, hash } };
}

/** A line, without its end, read back. What is no entry (any more) has the hash of all that is there. */
export function entryOf(line: Uint8Array): ChainEntry {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const number = Number(/^\{"n":(\d{1,15}),/.exec(text.toString("latin1", 0, 24))?.[1] ?? Number.NaN);
  const end = ENTRY_END.exec(text.toString("latin1", Math.max(0, text.length - END_LENGTH)));
  if (!end) return { number, before: "", hash: hashOf(text), isIntact: false };
  const [, before = "", hash = ""] = end;
  const isIntact = number > 0 && hashOf(text.subarray(0, text.length - HASH_LENGTH)) === hash;
  return { number, before, hash, isIntact };
}

/** Whether a line that was cut off somewhere may have been an entry, by its first bytes. */
export function begins(bytes: Uint8Array): boolean {
  return BEGINNING.test(Buffer.from(bytes).toString("latin1"));
}

const BEGINNING = /^(?:\{(?:"(?:n(?:"(?::(?:\d{0,15}|\d{1,15},.*))?)?)?)?)?$/s;
const ENTRY_END = /,"prev":"([\w-]{43})","hash":"([\w-]{43})"\}$/;
const HASH_LENGTH = ',"hash":""}'.length + 43;
const END_LENGTH = ',"prev":""'.length + 43 + HASH_LENGTH;

function hashOf(text: string | Uint8Array): string {
  return builtin("node:crypto").hash("sha256", text, "base64url");
}
