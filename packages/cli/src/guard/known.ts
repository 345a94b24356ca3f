import { join } from "node:path";

import { Secret } from "@confide/core/adapter";
import { type Redactor, redactor } from "@confide/redact";

import { readFileSync } from "../node-fs.ts";
import { hasCredentials, namesSecret } from "../schemas/secret-names.ts";
import type { Terminal } from "../terminal.ts";

/** Takes known values out, or says that there are some. */
export interface KnownValues {
  /** What holds a known value, with `[secret database.password]` in its place; else the same object. */
  redact<T>(value: T): T;
  /** A value that is short or a common word doesn't count, as others write it too. */
  isIn(content: string | Uint8Array): boolean;
}

export function knownValues(secrets: readonly Secret<unknown>[]): KnownValues {
  const quiet = { onWarning: () => undefined };
  const all = redactor(secrets, quiet);
  const told = secrets.filter((secret) => isTelling(secret, all));
  const telling = told.length === secrets.length ? all : redactor(told, quiet);
  return {
    redact: (value) => all.redactObject(value),
    isIn(content) {
      if (typeof content === "string") return telling.redact(content) !== content;
      return telling.redactBytes(content) !== content;
    },
  };
}

/** The redactor finds the others only where they are words of their own. */
function isTelling(secret: Secret<unknown>, all: Redactor): boolean {
  const value = secret.reveal("redaction");
  if (typeof value !== "string") return true;
  const within = `x${value}x`;
  return all.redact(within) !== within;
}

/**
 * What is probably secret where no definition says so: values of variables that are called like secrets, in the environment and
 * in `.env` files of the folder.
 */
export async function likelySecrets(folder: string, env: Terminal["env"]): Promise<readonly Secret[]> {
  const { parse } = await import("dotenv");
  const variables = ["", ".local", ".development", ".development.local", ".production", ".test"]
    .map((suffix) => parse(envFileText(join(folder, `.env${suffix}`))))
    .concat(env as Record<string, string>)
    .flatMap((each) => Object.entries(each));
  return variables
    .filter(([name, value]) => value.length >= LEAST && (namesSecret(name) || hasCredentials(value)))
    .map(([name, value]) => new Secret(value, name));
}

const LEAST = 6;

function envFileText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
