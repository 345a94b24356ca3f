import { CouldNotLook } from "../could-not-look.ts";
import type { Core } from "../definition/core.ts";
import type { HiddenInput, Input } from "../terminal.ts";

interface ReadValueOptions {
  /** A person can be prompted. */
  readonly isPerson: boolean;
  /** The line's end at the end of a text is part of it. */
  readonly exact: boolean;
}

/**
 * A value from standard input, or typed twice where that is a terminal. Text in UTF-8 is a string, all else bytes.
 *
 * @throws CouldNotLook where there is none
 */
export async function readValue(
  stdin: Input,
  { isPerson, exact }: ReadValueOptions,
  core: Core,
): Promise<string | Uint8Array> {
  if (stdin.isTTY && !isPerson) throw nothingPiped();
  const given = stdin.isTTY ? await typedTwice(stdin) : core.textOrBytes(await stdin.readAll());
  // An editor, `echo` and a here-document end a text with a line's end that nobody means.
  const value = typeof given === "string" && !exact ? given.replace(/\r?\n$/, "") : given;
  if (value.length > 0) return value;
  throw new CouldNotLook({ code: "no-value", message: "No value was given: nothing was written" });
}

async function typedTwice(stdin: Input): Promise<string> {
  const first = typedText(await stdin.readHidden("Value (nothing is shown): "));
  const again = typedText(await stdin.readHidden("The same again: "));
  if (first === again) return first;
  throw new CouldNotLook({ code: "not-the-same", message: "The two were not the same: nothing was written" });
}

function typedText({ text, failure }: HiddenInput): string {
  if (failure === undefined) return text;
  if (failure === "cancelled")
    throw new CouldNotLook({ code: "cancelled", message: "It was cancelled: nothing was written" });
  throw new CouldNotLook({
    code: "several-lines",
    message: "Several lines came at once, and this terminal doesn't say that they are one value",
    fix: "give them by standard input, from a file: confide secret set NAME --yes < FILE",
  });
}

function nothingPiped(): CouldNotLook {
  return new CouldNotLook({
    code: "no-value",
    message: "The value has to come by standard input: nobody is asked for it here",
    fix: "pipe it: confide secret set NAME --yes < FILE",
  });
}
