import { CouldNotLook } from "../could-not-look.ts";
import type { ReaderName, Terminal } from "../terminal.ts";
import { type Page, pageFor } from "../text/page.ts";

/** What a person is asked before something is changed. */
export interface Question {
  /** What would happen. It is shown above the question, and with `--yes` in its place. */
  readonly shown: (page: Page) => string;
  /** `Write .env.example?` */
  readonly asks: string;
  /** The same as the beginning of a sentence, for who can't be asked: `.env.example would change`. */
  readonly unasked: string;
  /** What to do then: `add --yes to write it`. */
  readonly fix: string;
}

export interface Asker {
  readonly terminal: Terminal;
  readonly reader: ReaderName;
  readonly yes: boolean;
}

/**
 * Shows it and asks, both on stderr: what stdout has is the command's output.
 *
 * @throws CouldNotLook where nobody can be asked and `--yes` isn't given.
 */
export async function confirm(
  { shown, asks, unasked, fix }: Question,
  { terminal: { stdin, stderr, env }, reader, yes }: Asker,
): Promise<boolean> {
  if (reader === "person") stderr.write(`${shown(pageFor(stderr, env))}\n`);
  if (yes) return true;
  if (reader !== "person" || !stdin.isTTY || !stderr.isTTY)
    throw new CouldNotLook({
      code: "nobody-to-ask",
      message: `${unasked}, and there is nobody to ask`,
      fix,
    });
  stderr.write(`${asks} [y/N] `);
  return /^y(es)?$/i.test(((await stdin.readLine()) ?? "").trim());
}
