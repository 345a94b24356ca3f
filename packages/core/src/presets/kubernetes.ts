import * as z from "zod";

import { textFrom, integerFrom } from "./variable.ts";

/**
 * What every container of a pod finds.
 * https://kubernetes.io/docs/concepts/containers/container-environment/
 */
export const kubernetes = z
  .object({
    podName: textFrom("HOSTNAME", "the pod's name"),
    apiHost: textFrom("KUBERNETES_SERVICE_HOST", "the address of the API server"),
    apiPort: integerFrom("KUBERNETES_SERVICE_PORT", "the port of the API server"),
  })
  .meta({ env: [] });
