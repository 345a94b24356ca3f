import type { ParsedYaml } from "./compose.ts";
import { words } from "./compose.ts";
import { type Bag, type Bags, bagsOf, type KubernetesObject, objectsIn } from "./bags.ts";
import { containerVariables } from "./container-variables.ts";
import { type Deployed, type Flaw, program, type Program, type ReadText } from "./deployed.ts";
import { mountedFiles } from "./mounted-files.ts";
import { below, itemsAt, type Tree } from "./tree.ts";

/** Kubernetes manifests. Files that are given together are one deployment: a ConfigMap may be in another than its reader. */
export function kubernetesDeployed(files: readonly ParsedYaml[], readText: ReadText): Deployed {
  const objects = objectsIn(files);
  const bags = bagsOf(objects, readText);
  const used = new Set<Bag>();
  const found = objects.flatMap((object) =>
    containersOf(object).map((each) => containerOf(each, bags, used)),
  );
  return {
    programs: [
      ...found.map(({ container }) => container),
      ...[...bags.values()].filter((bag) => !used.has(bag)).map(loneBag),
    ],
    flaws: found.flatMap(({ flaws }) => flaws),
  };
}

export interface Container {
  readonly object: KubernetesObject;
  readonly pod: Tree;
  readonly tree: Tree;
}

/** Of whatever has a pod's template: Deployment, StatefulSet, DaemonSet, Job, CronJob, Pod, a Knative Service. */
function containersOf(object: KubernetesObject): readonly Container[] {
  const pods = [["spec"], ["spec", "template", "spec"], ["spec", "jobTemplate", "spec", "template", "spec"]];
  return pods.flatMap((names) => {
    const pod = below(object.tree, ...names);
    if (pod === undefined) return [];
    return ["initContainers", "containers"].flatMap((field) =>
      itemsAt(pod, field).map((tree) => ({ object, pod, tree })),
    );
  });
}

function containerOf(
  one: Container,
  bags: Bags,
  used: Set<Bag>,
): { container: Program; flaws: readonly Flaw[] } {
  const { object, tree } = one;
  const name = below(tree, "name")?.text ?? "";
  const variables = containerVariables(one, bags);
  const mounted = mountedFiles(one, bags);
  for (const bag of [...variables.used, ...mounted.used]) used.add(bag);
  const container = program({
    what: `${object.kind} ${object.name}, container ${name}`,
    name,
    file: object.file,
    line: (below(tree, "env") ?? below(tree, "envFrom") ?? tree).line,
    given: variables.given,
    open: variables.open,
    files: mounted.files,
    openFiles: mounted.open,
    args: [below(tree, "command"), below(tree, "args")].flatMap(words),
  });
  return { container, flaws: variables.flaws };
}

/** Its reader isn't among the files: what it holds is looked at, and nothing is missed. */
function loneBag({ what, file, line, keys }: Bag): Program {
  const open = ["the manifest of what reads it"];
  return program({
    what,
    name: what,
    file,
    line,
    given: [...keys.values()],
    files: [...keys.keys()],
    open,
    openFiles: open,
    unread: true,
  });
}
