import { spawnSync } from "node:child_process";

import { type Place, type Program, program } from "./app.ts";

export interface Ran {
  readonly wallMs: number;
  readonly output: string;
}

/** One process from start to end, with the place's environment and nothing else. */
export function runNode(
  { folder, inputs }: Place,
  file: string,
  env: Readonly<Record<string, string>> = {},
): Ran {
  const startedAt = performance.now();
  const child = spawnSync(process.execPath, [file], {
    cwd: folder,
    env: { ...inputs.env, ...env },
    encoding: "utf8",
  });
  const wallMs = performance.now() - startedAt;
  if (child.status !== 0)
    throw new Error(`${file} ended with ${child.status ?? child.signal}\n${child.stderr}`);
  return { wallMs, output: child.stdout };
}

/** Every library has to bring back the same values, or its time would mean nothing. */
export async function verify(place: Place, name: Program): Promise<void> {
  const file = await program(place, `verify-${name}`, VERIFY.replace("NAME", name));
  runNode(place, file);
}

const VERIFY = `
  import { load, read } from "./programs/NAME.ts";
  import { settingsFor } from "./settings.ts";
  const config = await load();
  for (const setting of settingsFor(COUNT)) {
    if (read(config, setting) !== setting.value) throw new Error("NAME brought another value for " + setting.env);
  }
`;
