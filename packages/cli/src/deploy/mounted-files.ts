import { posix } from "node:path";

import type { Bag, Bags } from "./bags.ts";
import type { Container } from "./kubernetes.ts";
import { below, entriesAt, itemsAt, textAt, type Tree } from "./tree.ts";

interface MountedFiles {
  readonly files: readonly string[];
  readonly open: readonly string[];
  readonly used: readonly Bag[];
}

/** The files of Secrets and ConfigMaps in a container, wherever they are mounted. */
export function mountedFiles({ tree, pod }: Container, bags: Bags): MountedFiles {
  const volumes = new Map(itemsAt(pod, "volumes").map((each) => [textAt(each, "name"), each]));
  const all = itemsAt(tree, "volumeMounts").flatMap((mount) => {
    const volume = volumes.get(textAt(mount, "name"));
    const subPath = textAt(mount, "subPath");
    const held = volume === undefined ? [] : partsOf(volume).map((part) => filesOf(part, bags));
    const renamed = posix.basename(textAt(mount, "mountPath") ?? "");
    return subPath === undefined ? held : held.map((each) => ({ ...each, files: [renamed] }));
  });
  return {
    files: all.flatMap(({ files }) => files),
    open: all.flatMap(({ open }) => open),
    used: all.flatMap(({ used }) => used),
  };
}

/** A projected volume is several in one. */
function partsOf(volume: Tree): readonly Tree[] {
  return [volume, ...itemsAt(volume, "projected", "sources")];
}

function filesOf(volume: Tree, bags: Bags): MountedFiles {
  if (below(volume, "csi")) return { files: [], used: [], open: ["a volume of a CSI driver"] };
  const what = bagOfVolume(volume);
  if (what === undefined) return { files: [], used: [], open: [] };
  const bag = bags.get(what);
  if (bag === undefined)
    return { files: itemPaths(volume), used: [], open: [`a volume of ${what}, which isn't among the files`] };
  const chosen = itemPaths(volume);
  const open = bag.isOpen ? [`a volume of ${what}, whose keys the files don't show`] : [];
  return { files: chosen.length > 0 ? chosen : [...bag.keys.keys()], used: [bag], open };
}

function bagOfVolume(volume: Tree): string | undefined {
  const secret = textAt(volume, "secret", "secretName") ?? textAt(volume, "secret", "name");
  if (secret !== undefined) return `Secret ${secret}`;
  const map = textAt(volume, "configMap", "name");
  return map === undefined ? undefined : `ConfigMap ${map}`;
}

function itemPaths(volume: Tree): readonly string[] {
  const kind = entriesAt(volume).find(([name]) => name === "secret" || name === "configMap")?.[0] ?? "";
  return itemsAt(volume, kind, "items").flatMap((item) => textAt(item, "path") ?? []);
}
