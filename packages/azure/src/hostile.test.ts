import { SecretClient } from "@azure/keyvault-secrets";

import { hostileCases } from "../../core/test/hostile-cases.ts";
import { selfSigned } from "../../../scripts/servers/certificate.ts";
import { azureKeyVault } from "./store.ts";

const TOKEN = "eyJ0.canary-77aa01";
const tls = selfSigned();
const credential = { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }) };

hostileCases({
  isLimited: true,
  name: "azure-key-vault",
  options: {
    tls,
    challenge:
      'Bearer authorization="https://login.windows.net/12345678-1234-1234-1234-123456789012", resource="https://vault.azure.net"',
  },
  open: ({ url }) =>
    azureKeyVault({
      client: new SecretClient(url, credential, {
        retryOptions: { maxRetries: 0 },
        redirectOptions: { maxRetries: 0 },
        tlsOptions: { ca: tls.cert },
        disableChallengeResourceVerification: true,
      }),
    }),
  hidden: [TOKEN],
});
