import type { Finding } from "../finding.ts";
import type { ProjectFacts } from "../project/project.ts";
import type { CheckUp } from "./check-up.ts";
import { type InstalledPackage, installedIn } from "./installed.ts";
import { isAtLeast } from "./versions.ts";

/** Whether confide's packages and zod are there once, and fit together. */
export function checkPackages(project: ProjectFacts): CheckUp {
  const { folder, manifest } = project;
  const names = [...manifest.dependencies.keys()].filter((name) => name.startsWith("@confide/"));
  const ours = [...new Set(["@confide/core", ...names])].flatMap((name) => installedIn(folder, name) ?? []);
  const zod = installedIn(folder, "zod");
  const looks = [...ours, ...(zod ? [zod] : [])].map(
    ({ name, version }) => ({ area: "packages", name, found: version }) as const,
  );
  return {
    looks,
    problems: [
      ...absent(["@confide/core", "zod"], [...ours, ...(zod ? [zod] : [])], project),
      ...versionsApart(ours, project),
      ...ours.flatMap((each) => secondCopies("@confide/core", each, installedIn(folder, "@confide/core"))),
      ...ours.flatMap((each) => secondCopies("zod", each, zod)),
      ...(zod ? oldZod(zod, project) : []),
    ],
  };
}

function absent(
  names: readonly string[],
  found: readonly InstalledPackage[],
  { packageManager }: ProjectFacts,
): readonly Finding[] {
  return names
    .filter((name) => !found.some((each) => each.name === name))
    .map((name) => ({
      code: "package-missing",
      message: `${name} isn't installed`,
      fix: packageManager.install([name], "normal"),
    }));
}

function versionsApart(
  ours: readonly InstalledPackage[],
  { packageManager }: ProjectFacts,
): readonly Finding[] {
  const versions = new Set(ours.map(({ version }) => version));
  if (versions.size < 2) return [];
  const listed = ours.map(({ name, version }) => `${name} ${version}`).join(", ");
  const fix = packageManager.install(
    ours.map(({ name }) => `${name}@latest`),
    "normal",
  );
  return [{ code: "versions-apart", message: `Packages of confide have versions apart: ${listed}`, fix }];
}

/** What a package of ours imports, where that isn't what the project imports. */
function secondCopies(
  name: string,
  by: InstalledPackage,
  own: InstalledPackage | undefined,
): readonly Finding[] {
  const theirs = by.name === name ? undefined : installedIn(by.folder, name);
  if (own === undefined || theirs === undefined || theirs.folder === own.folder) return [];
  const message = `There are two copies of ${name}: the project imports ${own.version} in ${own.folder}, and ${by.name} ${theirs.version} in ${theirs.folder}`;
  return [
    {
      code: "two-copies",
      message,
      fix: `let every package ask for one version of ${name}, and install anew`,
    },
  ];
}

function oldZod({ version }: InstalledPackage, { packageManager }: ProjectFacts): readonly Finding[] {
  if (isAtLeast(version, [4, 0])) return [];
  return [
    {
      code: "zod-too-old",
      message: `zod ${version} is older than confide takes: 4`,
      fix: packageManager.install(["zod@^4"], "normal"),
    },
  ];
}
