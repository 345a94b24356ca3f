// Published declarations name it; a program that imports them may compile without it.
/// <reference lib="esnext.disposable" preserve="true" />

import type { KeyObject } from "node:crypto";

import type { AuditEvent } from "../model/audit-event.ts";
import { builtin } from "../util/builtin.ts";
import { call } from "../util/listeners.ts";
import { keyOf } from "../secret/fingerprint.ts";
import { checkedPath } from "../sources/shared/path-variable.ts";
import { peek, type Secret } from "../secret/secret.ts";
import { ChainFile } from "./chain-file.ts";
import { eventLine, openingLine } from "./event-line.ts";
import { Writer } from "./writer.ts";
import { knownOptions, type OptionNames } from "../util/known-options.ts";

export interface AuditFileOptions {
  /**
   * How large a file may grow, in bytes, before the next one begins. Full files stay: `audit.log.000001`.
   *
   * @default 67_108_864 (64 MiB)
   */
  readonly maxBytes?: number;
  /**
   * Makes the fingerprints of all processes that have it comparable: at least 32 random bytes or characters. Who has
   * the key can guess at values.
   *
   * @default a random one: fingerprints then compare within one process
   */
  readonly key?: Secret | Secret<Uint8Array>;
  /**
   * Told the head after each write: the hash of the last entry. Kept elsewhere, it shows any truncation.
   *
   * @default none
   */
  readonly onHead?: (head: string) => void;
  /**
   * Told when the disk refuses an entry, or entries are lost.
   *
   * @default a warning of the process
   */
  readonly onProblem?: (problem: Error) => void;
}

export interface AuditFile {
  /** The hash of the last entry that is on the disk. */
  readonly head: string;
  /**
   * Writes what waits, and ends.
   *
   * @throws Error where the disk refuses it
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const DEFAULT_MAX_BYTES = 64 * 1_048_576;
const SHORTEST_KEY = 32;
const AUDIT_FILE_OPTIONS: OptionNames<AuditFileOptions> = {
  maxBytes: true,
  key: true,
  onHead: true,
  onProblem: true,
};
const EVENTS: readonly AuditEvent["event"][] = ["load", "read", "reveal", "refresh", "rotate", "policy"];

/**
 * Writes what happens from now on to a file of JSON lines, each of which holds the hash of the one before it. A line is
 * on the disk soon after its event: the program doesn't wait for it.
 *
 * @throws Error where it can't be opened, or another process writes to it
 *
 * @example
 * ```ts
 * import { auditFile, Secret } from "@confide/core";
 *
 * const audit = auditFile("audit.log");
 * new Secret("…", "token").reveal(); // is one line of the file
 * await audit.close();
 * ```
 */
export function auditFile(path: string, options?: AuditFileOptions): AuditFile {
  const given: AuditFileOptions = knownOptions("auditFile()", options, AUDIT_FILE_OPTIONS);
  const { maxBytes = DEFAULT_MAX_BYTES, key, ...callbacks } = given;
  checkedPath("auditFile()", path);
  const keyObject = key && checkedKey(key);
  const file = opened(path, maxBytes, keyObject);
  // What a callback throws must not keep an entry from the file.
  const onHead = (head: string) => callbacks.onHead && call(callbacks.onHead, head);
  const onProblem = (problem: Error) => call(callbacks.onProblem ?? warn, problem);
  const writer = new Writer(file, { onHead, onProblem });
  const stopHearing = hearAll((event) => {
    const line = eventLine(event, keyObject);
    if (line === undefined) onProblem(new Error(`${path}: an event that is none of confide's was left out`));
    else writer.add(line);
  });
  const stop = () => {
    process.off("exit", end);
    stopHearing();
    writer.add(JSON.stringify({ event: "close", time: new Date().toISOString() }));
  };
  const end = () => {
    stop();
    try {
      writer.closeSync();
      file.close();
    } catch (error) {
      // Too late for a warning of the process.
      builtin("node:fs").writeSync(2, `${path} lacks its last entries: ${String(error)}\n`);
    }
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    if (!closing) stop();
    return (closing ??= writer.close().finally(() => file.close()));
  };
  process.on("exit", end);
  tellMode(path, file, onProblem);
  onHead(file.last.hash);
  return {
    get head() {
      return file.last.hash;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function hearAll(hear: (event: unknown) => void): () => void {
  const channels = EVENTS.map((event) => builtin("node:diagnostics_channel").channel(`confide:${event}`));
  for (const channel of channels) channel.subscribe(hear);
  return () => {
    for (const channel of channels) channel.unsubscribe(hear);
  };
}

/** With its first entry on the disk: that it can't be written is known at the start. */
function opened(path: string, maxBytes: number, key: KeyObject | undefined): ChainFile {
  if (!(maxBytes > 0)) throw new RangeError("maxBytes is no number of bytes");
  try {
    const file = new ChainFile(path, maxBytes);
    const first = file.batch([openingLine(file.tornBytes, key)]);
    file.writeSync(first);
    file.confirm(first);
    return file;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`the audit file ${path} can't be opened: ${code ?? message}`, { cause: error });
  }
}

/** Read by others, or written by anybody but the owner. A group that reads is likely meant: the log's shipper. */
const TOO_OPEN = 0o026;

function tellMode(path: string, { mode }: ChainFile, onProblem: (problem: Error) => void): void {
  if (process.platform === "win32" || (mode & TOO_OPEN) === 0) return;
  const who = mode & 0o022 ? "others than its owner may write to" : "everybody may read";
  onProblem(new Error(`${path} is a file that ${who} (mode ${mode.toString(8)}): chmod 600 ${path}`));
}

function checkedKey(key: Secret | Secret<Uint8Array>): KeyObject {
  const value = peek<string | Uint8Array>(key);
  const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
  if (bytes.length < SHORTEST_KEY)
    throw new RangeError(
      `the key of an audit file needs at least ${SHORTEST_KEY} random bytes or characters`,
    );
  return keyOf(bytes);
}

function warn(problem: Error): void {
  process.emitWarning(problem);
}
