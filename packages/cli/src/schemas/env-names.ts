import { statSync } from "node:fs";
import { join } from "node:path";

import { textOrNone } from "../files/read-text.ts";
import { envLines } from "../settings/env-lines.ts";
import type { Draft } from "./draft.ts";
import { envFileNames, isSettingName, type LeftOut } from "./env-file.ts";
import { guessed } from "./guess.ts";

/** The files of variables that a project has, and what their names come to. */
export interface EnvNames {
  /** That hold values, the first wins: `.env.local`, `.env`. */
  readonly files: readonly string[];
  readonly drafts: readonly Draft[];
  readonly leftOut: readonly LeftOut[];
}

/** Names, and never a value: one only decides whether a guess fits it. */
export async function envNames(folder: string): Promise<EnvNames> {
  const { parse } = await import("dotenv");
  // A password manager's pipe would ask for its owner's consent with each look.
  const files = [".env.local", ".env"].filter(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true,
  );
  const read = (file: string, parsed: (text: string) => readonly string[]) =>
    envFileNames(file, textOrNone(join(folder, file)) ?? "", parsed);
  const own = files.map((file) => read(file, (text) => Object.keys(parse(text))));
  const values = new Map(
    own
      .toReversed()
      .flatMap(({ withoutKeys }) => Object.entries(parse(withoutKeys)))
      .filter(([name]) => isSettingName(name)),
  );
  const example = read(".env.example", (text) => envLines(text).flatMap(({ name }) => name ?? []));
  const examples = envLines(example.withoutKeys).flatMap(({ name, commented }) =>
    name !== undefined && isSettingName(name) ? [[name, commented] as const] : [],
  );
  const names = new Set([...values.keys(), ...examples.map(([name]) => name)]);
  const commented = new Set(examples.flatMap(([name, isComment]) => (isComment ? [name] : [])));
  const isRequired = (name: string) =>
    files.length > 0 ? (values.get(name) ?? "") !== "" : !commented.has(name);
  const drafts = [...names].map((name) => draftOfName(name, isRequired(name), values.get(name)));
  return { files, drafts, leftOut: [...own, example].flatMap(({ leftOut }) => leftOut) };
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
