import { below, textAt, type Tree } from "./tree.ts";

/** What deploys a YAML document, by what is in it. */
export function kindOfTree(tree: Tree): "kubernetes" | "workflow" | "compose" | undefined {
  if (textAt(tree, "kind") !== undefined && textAt(tree, "apiVersion") !== undefined) return "kubernetes";
  if (below(tree, "configMapGenerator") ?? below(tree, "secretGenerator")) return "kubernetes";
  if (below(tree, "jobs")?.map && below(tree, "on")) return "workflow";
  return below(tree, "services")?.map ? "compose" : undefined;
}
