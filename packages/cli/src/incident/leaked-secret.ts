import { Secret } from "@confide/core/adapter";

import type { Context } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { OwnSecrets } from "../leaks/own-secrets.ts";

/**
 * What `--stdin` names: all of a pipe, or what a person types, of which nothing is shown.
 *
 * @throws CouldNotLook where nothing comes
 */
export async function valueGiven({
  terminal: { stdin },
  reader,
}: Pick<Context, "terminal" | "reader">): Promise<Uint8Array> {
  if (!stdin.isTTY) return stdin.readAll();
  const prompt = "The value that leaked (nothing is shown): ";
  const typed = reader === "person" ? await stdin.readHidden(prompt) : undefined;
  if (typed?.text !== undefined) return Buffer.from(typed.text);
  throw new CouldNotLook({
    code: "no-value",
    message: "No value was given",
    fix: "pipe it: confide incident SETTING --stdin --yes < FILE",
  });
}

/** The value that leaked: what was given, else the one that the definition's sources have. It is called as its setting. */
export function leakedSecret(
  { secrets, failures: [failure] }: OwnSecrets,
  setting: string,
  given: Uint8Array | undefined,
): Secret<unknown> {
  if (given !== undefined) {
    const text = Buffer.from(given)
      .toString("utf8")
      .replace(/\r?\n$/, "");
    if (text.length > 0) return new Secret(text, setting);
    throw new CouldNotLook({ code: "no-value", message: "Standard input has no value" });
  }
  const found = secrets.filter((secret) => String(secret) === `[secret ${setting}]`);
  const values = [...new Set(found.map((secret) => secret.reveal("incident")))];
  if (values.length === 1) return new Secret(values[0], setting);
  if (values.length === 0 && failure !== undefined)
    throw new CouldNotLook({
      code: "no-value",
      message: `No source has a value of it, and one could not be asked: ${failure.message}`,
      fix: failure.fix ?? GIVE_VALUE,
    });
  throw new CouldNotLook({
    code: values.length === 0 ? "no-value" : "several-values",
    message: values.length === 0 ? "No source has a value of it" : "The sources have several values of it",
    fix: GIVE_VALUE,
  });
}

const GIVE_VALUE = "give the one that leaked by standard input, and add --stdin";
