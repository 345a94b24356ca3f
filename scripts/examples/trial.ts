import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";

import type { Tarball } from "../packages/pack.ts";
import { type Finished, root } from "../workspace.ts";
import { CopiedExample, plainEnvironment } from "./copied-example.ts";
import { buildImage } from "./image.ts";
import { runService } from "./service.ts";
import { type Start, starts } from "./starts.ts";

export interface Surroundings {
  readonly tarballs: readonly Tarball[];
  /** Of a PostgreSQL, for the examples that need one. */
  readonly postgresUrl?: string;
}

/** Does with an example what its README says: copies it, installs it, runs its tests and starts it. What is wrong, as sentences. */
export async function tryExample(name: string, surroundings: Surroundings): Promise<readonly string[]> {
  using example = new CopiedExample(name);
  const start = starts[name] ?? { prints: /./ };
  const database = databaseOf(start, surroundings);
  const installed = await example.install(surroundings.tarballs);
  if (installed.code !== 0) return [`npm install ended with ${installed.code}\n${installed.output}`];
  return [
    ...complaints(
      "npm test",
      await example.npm(["test"], database),
      /Tests .*\d+ passed/,
      /warning|skipped/i,
    ),
    ...(await startProblems(example, start, { ...start.env, ...database })),
  ];
}

function databaseOf({ postgres }: Start, { postgresUrl }: Surroundings): Readonly<Record<string, string>> {
  return postgres !== undefined && postgresUrl !== undefined ? { [postgres]: postgresUrl } : {};
}

async function startProblems(
  example: CopiedExample,
  { serves, prints, image = prints, isBuilt }: Start,
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  // Without the settings: a build has none.
  const built = isBuilt ? await example.npm(["run", "build"]) : { code: 0, output: "" };
  if (built.code !== 0) return [`npm run build ended with ${built.code}\n${built.output}`];
  const options = { cwd: example.folder, env: { ...plainEnvironment(), ...env } };
  const started = serves
    ? await runService(["npm", "start"], options, prints)
    : await example.npm(["start"], env);
  return [
    ...complaints("npm start", started, prints, /warning/i),
    ...(await imageProblems(example.folder, image, env)),
  ];
}

/** The same of what the Dockerfile makes. */
async function imageProblems(
  context: string,
  prints: RegExp,
  given: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  if (!existsSync(join(context, "Dockerfile"))) return [];
  const into = mkdtempSync(join(tmpdir(), "confide-image-"));
  try {
    const plain = plainEnvironment();
    // The image's Node is this workspace's.
    const PATH = [join(root, "node_modules", "node", "bin"), plain.PATH].join(delimiter);
    const { folder, command, env } = await buildImage(context, into, { ...plain, PATH });
    const options = { cwd: folder, env: { ...plain, PATH, ...env, ...given } };
    return complaints("the image's CMD", await runService(command, options, prints), prints, /warning/i);
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

function complaints(
  what: string,
  { code, output }: Finished,
  expected: RegExp,
  unexpected: RegExp,
): readonly string[] {
  const text = stripVTControlCharacters(output);
  if (code !== 0) return [`${what} ended with ${code}\n${text}`];
  return [
    ...(expected.test(text) ? [] : [`${what} doesn't print ${String(expected)}\n${text}`]),
    ...(unexpected.test(text) ? [`${what} prints ${String(unexpected)}\n${text}`] : []),
  ];
}
