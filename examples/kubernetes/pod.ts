import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { parse } from "yaml";

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
}

interface PodSpec {
  readonly containers: readonly {
    readonly env: readonly { readonly name: string; readonly value: string }[];
    readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes: readonly { readonly name: string; readonly secret: { readonly secretName: string } }[];
}

/** What the container of the Deployment would find: its variables, and its files below `root` in place of `/`. */
export function podIn(root: string) {
  const folder = join(import.meta.dirname, "manifests");
  const manifests = readdirSync(folder).map(
    (name) => parse(readFileSync(join(folder, name), "utf8")) as Manifest,
  );
  const find = (kind: string, name: string) =>
    manifests.find((one) => one.kind === kind && one.metadata.name === name) ??
    fail(`no ${kind} named ${name}`);
  const spec = find("Deployment", "shop").spec?.template?.spec ?? fail("no pod in the Deployment");
  const [container = fail("no container in the pod")] = spec.containers;

  for (const { name, mountPath } of container.volumeMounts) {
    const volume = spec.volumes.find((one) => one.name === name) ?? fail(`no volume named ${name}`);
    mkdirSync(join(root, mountPath), { recursive: true });
    for (const [key, value] of Object.entries(find("Secret", volume.secret.secretName).stringData ?? {}))
      writeFileSync(join(root, mountPath, key), value);
  }
  const shared = container.envFrom.map(({ configMapRef }) => find("ConfigMap", configMapRef.name).data);
  const own = container.env.map(({ name, value }) => [name, value.replace(/^\/run\//, `${root}/run/`)]);
  return Object.assign({}, ...shared, Object.fromEntries(own)) as Readonly<Record<string, string>>;
}

function fail(message: string): never {
  throw new Error(message);
}
