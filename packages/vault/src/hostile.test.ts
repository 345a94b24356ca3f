import { selfSigned } from "../../../scripts/servers/certificate.ts";
import { hostileCases } from "../../core/test/hostile-cases.ts";
import { hashicorpVault, tokenAuth } from "./index.ts";

const TOKEN = "hvs.canary-77aa01";
const tls = selfSigned();

hostileCases({
  isLimited: true,
  name: "vault",
  open: ({ url }) => hashicorpVault({ address: url, auth: tokenAuth(TOKEN), kvVersion: 2 }),
  hidden: [TOKEN],
});

hostileCases({
  isLimited: true,
  name: "vault by fetch",
  open: ({ url }) =>
    hashicorpVault({ address: url, auth: tokenAuth(TOKEN), kvVersion: 2, fetch: globalThis.fetch }),
  hidden: [TOKEN],
});

hostileCases({
  isLimited: true,
  name: "vault over TLS",
  options: { tls },
  open: ({ url }) => hashicorpVault({ address: url, auth: tokenAuth(TOKEN), kvVersion: 2, ca: tls.cert }),
  hidden: [TOKEN],
});
