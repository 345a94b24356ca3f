import { basename } from "node:path";

import { CouldNotLook } from "../could-not-look.ts";
import type { Deployed, ReadText } from "./deployed.ts";
import type { Tree } from "./tree.ts";

export type DeployKind = "compose" | "kubernetes" | "workflow" | "dockerfile" | "vercel" | "fly";

export interface DeployFile {
  /** As reports name it. */
  readonly file: string;
  readonly path: string;
  readonly text: string;
}

export interface Recognized extends DeployFile {
  readonly kind: DeployKind;
  readonly trees: readonly Tree[];
  /** Of TOML. */
  readonly table?: Readonly<Record<string, unknown>>;
}

/**
 * What kind of file it is, by its name and what is in it.
 *
 * @throws CouldNotLook for one that is none of them, or can't be parsed.
 */
export async function recognized(given: DeployFile): Promise<Recognized> {
  const { file, text } = given;
  const name = basename(file);
  if (/^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:dockerfile|containerfile)$/i.test(name))
    return { ...given, kind: "dockerfile", trees: [] };
  if (/\.toml$/i.test(name)) {
    if (!/^\s*app\s*=|^\s*\[(?:env|http_service|build|processes|deploy)\]/m.test(text))
      throw unknownKind(file);
    const [{ tomlTable }, toml] = await Promise.all([import("./platforms.ts"), import("smol-toml")]);
    return { ...given, kind: "fly", trees: [], table: tomlTable(text, file, toml) };
  }
  if (!/\.(?:ya?ml|json)$/i.test(name)) throw unknownKind(file);
  const [{ treesOf }, { kindOfTree }] = await Promise.all([import("./tree.ts"), import("./yaml-kind.ts")]);
  const trees = treesOf(text, file);
  const kind = /^vercel\b.*\.json$/i.test(name)
    ? "vercel"
    : trees.map(kindOfTree).find((each) => each !== undefined);
  if (kind === undefined) throw unknownKind(file);
  return { ...given, kind, trees };
}

function unknownKind(file: string): CouldNotLook {
  return new CouldNotLook({
    code: "unknown-deploy-file",
    message: `${file} is no file of a deployment that confide knows`,
    file,
    fix: "it knows Docker Compose, Kubernetes manifests, GitHub workflows, Dockerfile, vercel.json and fly.toml",
  });
}

/** What the files give to programs. Those of Compose are one deployment, and so are Kubernetes manifests. */
export async function deployedIn(
  files: readonly Recognized[],
  readText: ReadText,
): Promise<readonly Deployed[]> {
  const kinds = [...Map.groupBy(files, (each) => each.kind)];
  return (await Promise.all(kinds.map(async ([kind, some]) => READERS[kind](some, readText)))).flat();
}

type Reader = (files: readonly Recognized[], readText: ReadText) => Promise<readonly Deployed[]>;

const READERS: Readonly<Record<DeployKind, Reader>> = {
  async compose(files, readText) {
    const { composeDeployed } = await import("./compose.ts");
    return [composeDeployed(files, readText)];
  },
  async kubernetes(files, readText) {
    const { kubernetesDeployed } = await import("./kubernetes.ts");
    return [kubernetesDeployed(files, readText)];
  },
  async workflow(files) {
    const { workflowDeployed } = await import("./workflow.ts");
    return files.map(workflowDeployed);
  },
  async dockerfile(files) {
    const [{ imageDeployed }, { DockerfileParser }] = await Promise.all([
      import("./image.ts"),
      import("dockerfile-ast"),
    ]);
    return files.map(({ text, file }) => imageDeployed(text, file, DockerfileParser));
  },
  async vercel(files) {
    const { vercelDeployed } = await import("./platforms.ts");
    return files.map(vercelDeployed);
  },
  async fly(files) {
    const { flyDeployed } = await import("./platforms.ts");
    return files.map(({ text, file, table = {} }) => flyDeployed(text, file, table));
  },
};
