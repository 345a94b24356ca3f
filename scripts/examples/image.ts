import { cpSync, globSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";

import { mustRun } from "../workspace.ts";
import { type Instruction, stagesOf } from "./dockerfile.ts";

export interface Image {
  /** Where its CMD runs. */
  readonly folder: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Follows a Dockerfile with a folder for each stage, where no Docker is: what COPY takes, what RUN runs, and what CMD then finds.
 * Not the base image, not the user.
 */
export async function buildImage(context: string, into: string, env: NodeJS.ProcessEnv): Promise<Image> {
  const stages = stagesOf(readFileSync(join(context, "Dockerfile"), "utf8"));
  let image: Image = { folder: "", command: [], env: {} };
  for (const [at, { name, instructions }] of stages.entries()) {
    const root = join(into, name || String(at));
    image = { folder: root, command: [], env: {} };
    for (const one of instructions) image = await follow(one, image, { context, into, root, env });
  }
  return image;
}

interface Building {
  readonly context: string;
  readonly into: string;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

async function follow({ name, value }: Instruction, image: Image, building: Building): Promise<Image> {
  const { root, env } = building;
  switch (name) {
    case "WORKDIR":
      mkdirSync(join(root, value), { recursive: true });
      return { ...image, folder: join(root, value) };
    case "ENV": {
      const [key = "", text = ""] = value.split("=");
      return { ...image, env: { ...image.env, [key]: text } };
    }
    case "COPY":
      copy(value.split(/\s+/), image, building);
      return image;
    case "RUN":
      await mustRun("sh", ["-c", value], { cwd: image.folder, env: { ...env, ...image.env }, tools: false });
      return image;
    case "CMD":
      return { ...image, command: JSON.parse(value) as string[] };
    case "FROM":
    case "USER":
    case "EXPOSE":
      return image;
    default:
      throw new Error(`${name} is unknown here`);
  }
}

/** Without --from, what .dockerignore names stays out, in each folder. */
function copy(words: readonly string[], { folder }: Image, { context, into, root }: Building): void {
  const stage = /^--from=(.*)$/.exec(words[0] ?? "")?.[1];
  const [target = "", ...sources] = words.filter((word) => !word.startsWith("--")).toReversed();
  const from = stage === undefined ? context : join(into, stage);
  const to = target.startsWith("/") ? join(root, target) : join(folder, target);
  for (const pattern of sources) {
    const names = globSync(pattern.replace(/^\//, ""), { cwd: from }).filter(
      (name) => stage !== undefined || !isIgnored(name, context),
    );
    if (names.length === 0) throw new Error(`COPY ${pattern} finds nothing`);
    for (const name of names) {
      const isFolder = statSync(join(from, name)).isDirectory();
      const filter = (path: string) =>
        stage !== undefined || path === join(from, name) || !isIgnored(path.slice(from.length + 1), context);
      cpSync(join(from, name), isFolder ? to : join(to, basename(name)), {
        recursive: true,
        verbatimSymlinks: true,
        filter,
      });
    }
  }
}

function isIgnored(path: string, context: string): boolean {
  const patterns = readFileSync(join(context, ".dockerignore"), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return patterns.some((pattern) => {
    const expression = pattern
      .replace(/^\*\*\//, "")
      .replaceAll(".", "\\.")
      .replaceAll("*", "[^/]*");
    return new RegExp(`(?:^|/)${expression}(?:/|$)`).test(path);
  });
}
