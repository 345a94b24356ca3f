import { isUtf8 } from "node:buffer";

import type { Secret } from "@confide/core";

import { readFileSync, statSync } from "../node-fs.ts";
import { secretNamed, valueBelow } from "../settings/value-below.ts";
import type { Terminal } from "../terminal.ts";

/** The variables of a setting or a group, and the secret settings that a value there is for. */
export interface PlannedPlace {
  readonly names: readonly string[];
  readonly settings: readonly { readonly name: string; readonly below: readonly string[] }[];
}

interface PlannedNames {
  readonly places: readonly PlannedPlace[];
  readonly envFiles: readonly string[];
}

/** The values under those names in the environment and in files of variables; `undefined` where that isn't all there is to it. */
export async function plannedValues(
  { places, envFiles }: PlannedNames,
  env: Terminal["env"],
): Promise<readonly Secret[] | undefined> {
  const texts = envFiles.map(envFileOf);
  if (texts.includes(undefined)) return undefined;
  const { parse } = texts.some((text) => text !== "") ? await import("dotenv") : { parse: () => ({}) };
  const variables: readonly Terminal["env"][] = texts.map((text = "") => parse(text));
  const found = places.flatMap(({ names, settings }) =>
    names.flatMap((name) =>
      [env, ...variables].flatMap((each) =>
        settings.flatMap((setting) => secretNamed(setting.name, valueBelow(each[name], setting.below))),
      ),
    ),
  );
  // Whether it is expanded the definition knows.
  return found.some((secret) => secret.reveal("redaction").includes("$")) ? undefined : found;
}

/** `undefined` of one that can't be read: the definition says what that means. */
function envFileOf(path: string): string | undefined {
  try {
    // Whoever writes a pipe may be waited for.
    if (!statSync(path).isFile()) return undefined;
    const bytes = readFileSync(path);
    return isUtf8(bytes) ? bytes.toString("utf8").replace(/^\uFEFF/, "") : undefined;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? "" : undefined;
  }
}
