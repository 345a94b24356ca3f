import { NO_NAME, type VariableFormat } from "./variable-format.ts";

/** The API server takes no larger Secret. */
const MOST_BYTES = 1_048_576;

/** A manifest of a Secret, for `envFrom`. */
export const kubernetesFormat: VariableFormat = {
  refusal({ name, text }) {
    if (!/^[-._a-zA-Z][-._a-zA-Z0-9]{0,252}$/.test(name) || name.startsWith("..")) return NO_NAME;
    return Buffer.byteLength(text) > MOST_BYTES ? "is larger than a Secret of Kubernetes may be" : undefined;
  },
  print: (variables, { resourceName }) =>
    [
      "apiVersion: v1",
      "kind: Secret",
      "metadata:",
      `  name: ${resourceName}`,
      "type: Opaque",
      variables.length === 0 ? "data: {}" : "data:",
      ...variables.map(({ name, text }) => `  ${JSON.stringify(name)}: ${JSON.stringify(base64Of(text))}`),
      "",
    ].join("\n"),
};

function base64Of(text: string): string {
  return Buffer.from(text).toString("base64");
}
