import { cached, pip } from "./cached.ts";

const VERSION = "1.37.0";

/** The folder of a Python package that checks manifests against the schemas of Kubernetes' own API. */
export async function kubernetesValidate(): Promise<string> {
  return cached(`kubernetes-validate-${VERSION}`, async (into) =>
    pip(["install", "--target", into, `kubernetes-validate==${VERSION}`]),
  );
}
