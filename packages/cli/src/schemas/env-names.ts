import { join } from "node:path";

import { textOrNone } from "../files/propose.ts";
import { envLines } from "../settings/env-lines.ts";
import type { Draft } from "./draft.ts";
import { guessed } from "./guess.ts";

/** The files of variables that a project has, and what their names come to. */
export interface EnvNames {
  /** That hold values, the first wins: `.env.local`, `.env`. */
  readonly files: readonly string[];
  readonly drafts: readonly Draft[];
}

/** Names, and never a value: one only decides whether a guess fits it. */
export async function envNames(folder: string): Promise<EnvNames> {
  const { parse } = await import("dotenv");
  const files = [".env.local", ".env"].filter((name) => textOrNone(join(folder, name)) !== undefined);
  const values = new Map(
    files.toReversed().flatMap((name) => Object.entries(parse(textOrNone(join(folder, name)) ?? ""))),
  );
  const examples = envLines(textOrNone(join(folder, ".env.example")) ?? "").flatMap(({ name, commented }) =>
    name === undefined ? [] : [[name, commented] as const],
  );
  const names = new Set([...values.keys(), ...examples.map(([name]) => name)]);
  const commented = new Set(examples.flatMap(([name, isComment]) => (isComment ? [name] : [])));
  const isRequired = (name: string) =>
    files.length > 0 ? (values.get(name) ?? "") !== "" : !commented.has(name);
  return { files, drafts: [...names].map((name) => draftOfName(name, isRequired(name), values.get(name))) };
}

function draftOfName(variable: string, required: boolean, value: string | undefined): Draft {
  const { code, type, secret } = guessed(variable, value);
  const base = { path: [camelCase(variable)], variables: [variable], secret, type, required };
  return { ...base, code: required ? code : `${code}.optional()` };
}

/** `DATABASE_URL` → `databaseUrl` */
function camelCase(variable: string): string {
  return variable.toLowerCase().replace(/[^a-z\d]+([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
}
