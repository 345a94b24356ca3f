import type { Warning } from "../model/warning.ts";
import { formatOrigin } from "../report/format-problems.ts";
import { channelOf } from "../util/channel.ts";
import { printable } from "../util/text.ts";

/** More than a program has causes for; so that one that makes definitions up as it goes doesn't fill the memory. */
const MOST_WARNINGS = 1_000;

const NOT_EMITTED: ReadonlySet<Warning["kind"]> = new Set(["absent", "ignored"]);

const emitted = new Set<string>();

/** Once for each message, as a program may load its configuration many times. Where somebody listens, it is theirs. */
export function emitWarning(warning: Warning): void {
  // That a file isn't there is how a deployment looks: `.env` is for development. So are variables that are set to nothing.
  if (NOT_EMITTED.has(warning.kind) || channelOf("confide:warning").hasSubscribers) return;
  const text = warningText(warning);
  if (emitted.has(text)) return;
  if (emitted.size >= MOST_WARNINGS) emitted.clear();
  emitted.add(text);
  const { process } = globalThis;
  if (typeof process?.emitWarning === "function") process.emitWarning(text, { type: "ConfideWarning" });
  else globalThis.console?.warn(`ConfideWarning: ${text}`);
}

/** `unknown name PROT (.env): did you mean PORT?` */
function warningText({ message, origin, fix }: Warning): string {
  const isNamed = message.includes(origin.location ?? origin.source);
  const place = isNamed ? origin.source : formatOrigin(origin);
  const where = message.includes(place) ? "" : ` (${place})`;
  return printable(`${message}${where}${fix === undefined ? "" : `: ${fix}`}`, 500);
}
