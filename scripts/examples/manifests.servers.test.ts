// Holds the manifests of examples/kubernetes to Kubernetes' own schemas, which a package of PyPI has.
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { beforeAll, expect, test } from "vitest";

import { cached, pip } from "../servers/cached.ts";
import { type Finished, root, run } from "../workspace.ts";

const folder = join(root, "examples", "kubernetes", "manifests");
let validator = "";

beforeAll(async () => {
  const wanted = "kubernetes-validate==1.37.0";
  validator = await cached("kubernetes-validate-1.37.0", async (into) =>
    pip(["install", "--target", into, wanted]),
  );
});

async function validate(...paths: readonly string[]): Promise<Finished> {
  const env = { ...process.env, PYTHONPATH: validator, PYTHONDONTWRITEBYTECODE: "1" };
  return run("python3", ["-m", "kubernetes_validate", "--strict", ...paths], { env });
}

test("the manifests are what Kubernetes takes, with no unknown property", async () => {
  const paths = globSync("*.yaml", { cwd: folder }).map((name) => join(folder, name));
  const { code, output } = await validate(...paths);
  expect(output).not.toContain("ERROR");
  expect(output.split("passed for resource").length - 1).toBe(paths.length);
  expect(code).toBe(0);
});

test("a property that is misspelt is seen", async ({ onTestFinished }) => {
  const into = mkdtempSync(join(tmpdir(), "confide-manifests-"));
  onTestFinished(() => rmSync(into, { recursive: true }));
  const text = readFileSync(join(folder, "deployment.yaml"), "utf8");
  writeFileSync(
    join(into, "deployment.yaml"),
    text.replace("readOnlyRootFilesystem", "readonlyRootFilesystem"),
  );
  const { code, output } = await validate(join(into, "deployment.yaml"));
  expect(output).toContain("readonlyRootFilesystem");
  expect(code).not.toBe(0);
});
