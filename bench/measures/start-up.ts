import { join } from "node:path";

import { Secret } from "../../packages/core/src/index.ts";
import { generateKeyFile, localStore } from "../../packages/local/src/index.ts";
import { type App, type Place, program } from "../app.ts";
import { runNode } from "../child.ts";
import { secretNames, valueOf } from "../servers/names.ts";
import { serve } from "../servers/serve.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

/** What a process pays from its start to its end for its secrets, over importing what they can't be had without. */
export async function startUp(app: App, rounds: number): Promise<readonly Row[]> {
  return [await oneFromAws(app, rounds), await hundredFromFile(app, rounds)];
}

/** The server is near, since the way to it is no part of a start. */
async function oneFromAws(app: App, rounds: number): Promise<Row> {
  const place = app.place(1);
  await using served = await serve("aws", 1, 0);
  const names = ["sdk", "confide", "sdk-call"] as const;
  const times = await walls(
    place,
    names,
    (name) => `import "./programs/start-up/aws-${name}.ts";`,
    rounds,
    served.env,
  );
  const relative = (name: (typeof names)[number]) =>
    `${ratio(times(name), times("sdk")).toFixed(2)} (${median(times(name)).toFixed(0)} ms)`;
  return {
    measure: "start with one AWS secret × importing the AWS SDK",
    goal: "≤ 1.10",
    result: relative("confide"),
    holds: ratio(times("confide"), times("sdk")) <= 1.1,
    peers: `the SDK alone ${relative("sdk")}, and a call of its own ${relative("sdk-call")}`,
  };
}

async function hundredFromFile(app: App, rounds: number): Promise<Row> {
  const place = app.place(100);
  const env = await sealedSecrets(place.folder, secretNames(100));
  const names = ["crypto", "bare", "imports", "confide"] as const;
  const times = await walls(
    place,
    names,
    (name) => `import "./programs/start-up/local-${name}.ts";`,
    rounds,
    env,
  );
  const overMs = (name: (typeof names)[number], base: (typeof names)[number]) =>
    median(times(name).map((wallMs, index) => wallMs - (times(base)[index] ?? NaN)));
  const parts = [
    `${median(times("confide")).toFixed(0)} ms in all`,
    `Node ${median(times("bare")).toFixed(0)}`,
    `importing confide and zod ${overMs("imports", "bare").toFixed(0)}`,
    `reading ${overMs("confide", "imports").toFixed(0)}`,
  ];
  return {
    measure: "start with 100 secrets of a local file, over importing its crypto",
    goal: "≤ 30 ms",
    result: `${overMs("confide", "crypto").toFixed(0)} ms (${parts.join(", ")})`,
    holds: overMs("confide", "crypto") <= 30,
    peers: `age-encryption alone ${median(times("crypto")).toFixed(0)} ms`,
  };
}

async function walls<Name extends string>(
  place: Place,
  names: readonly Name[],
  codeOf: (name: Name) => string,
  rounds: number,
  env: Readonly<Record<string, string>>,
): Promise<(name: Name) => readonly number[]> {
  const files = new Map<Name, string>();
  for (const name of names) files.set(name, await program(place, `start-${name}`, codeOf(name)));
  for (const name of names) runNode(place, files.get(name) ?? "", env); // the file cache's first time
  const times = await takeTurns(names, rounds, (name) => runNode(place, files.get(name) ?? "", env).wallMs);
  return (name) => times.get(name) ?? [];
}

async function sealedSecrets(
  folder: string,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const [path, keyFile] = [join(folder, "secrets.age"), join(folder, "key.txt")];
  await generateKeyFile(keyFile);
  const store = localStore({ path, keyFile });
  const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
  for (const name of names)
    await store.put(name, new Secret(valueOf(name)), { idempotencyKey: name, stage: "current" }, context);
  return { SECRETS: path, CONFIDE_KEY_FILE: keyFile };
}
