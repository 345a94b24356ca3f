import { join } from "node:path";

import { mustRun } from "../workspace.ts";
import { cached, pip } from "./cached.ts";

/** A scanner for secrets: what has to be in the environment of whoever starts it. */
export interface SecretScanner {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Built from its Go module, which takes minutes. */
export async function gitleaks(): Promise<SecretScanner> {
  const version = "8.30.0";
  const folder = await cached(`gitleaks-${version}`, async (into) => {
    const env = { ...process.env, GOBIN: into };
    await mustRun("go", ["install", `github.com/zricethezav/gitleaks/v8@v${version}`], { env });
  });
  return { folder, env: {} };
}

export async function kingfisher(): Promise<SecretScanner> {
  const folder = await python("kingfisher-bin", "2.14.0");
  return { folder: join(folder, "kingfisher", "bin"), env: {} };
}

export async function detectSecrets(): Promise<SecretScanner> {
  const folder = await python("detect-secrets", "1.5.0");
  return { folder: join(folder, "bin"), env: { PYTHONPATH: folder } };
}

async function python(name: string, version: string): Promise<string> {
  return cached(`${name}-${version}`, async (into) =>
    pip(["install", "--target", into, `${name}==${version}`]),
  );
}
