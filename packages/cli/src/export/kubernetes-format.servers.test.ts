import { spawnSync } from "node:child_process";

import { expect, test } from "vitest";

import { kubernetesValidate } from "../../../../scripts/servers.ts";
import { kubernetesFormat } from "./kubernetes-format.ts";

/** Checks a manifest as the API does, and prints what it holds. */
const READ = `
import sys, json, base64, yaml, kubernetes_validate
manifest = yaml.safe_load(sys.stdin.read())
kubernetes_validate.validate(manifest, "1.31", strict=True)
print(json.dumps({name: base64.b64decode(value).decode() for name, value in manifest["data"].items()}))
`;

function read(manifest: string, folder: string) {
  const env = { PATH: process.env["PATH"], PYTHONPATH: folder, PYTHONIOENCODING: "utf8" };
  return spawnSync("python3", ["-c", READ], { input: manifest, encoding: "utf8", env });
}

test("the manifest is one that Kubernetes takes, and holds the values", async () => {
  const folder = await kubernetesValidate();
  const texts = ["", "plain", "two\nlines\n", `"'\`$!#`, "ünïcödé 🔑", "yes", "null", "1e3"];
  const variables = texts.map((text, index) => ({
    name: ["YES", "NO", "A.b-c"][index] ?? `V${index}`,
    text,
  }));
  const { stdout, stderr } = read(kubernetesFormat.print(variables, { resourceName: "shop" }), folder);
  expect(stderr).not.toContain("Error");
  expect(JSON.parse(stdout)).toEqual(Object.fromEntries(variables.map(({ name, text }) => [name, text])));
  expect(read(kubernetesFormat.print([], { resourceName: "shop" }), folder).stdout).toBe("{}\n");
});

test("what isn't one is told by the same check", async () => {
  const folder = await kubernetesValidate();
  const broken = kubernetesFormat.print([], { resourceName: "shop" }).replace("data: {}", "data: text");
  expect(read(broken, folder).stderr).toContain("ValidationError");
});
