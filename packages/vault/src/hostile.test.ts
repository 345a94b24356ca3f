import { hostileCases } from "../../core/test/hostile-cases.ts";
import { hashicorpVault, tokenAuth } from "./index.ts";

const TOKEN = "hvs.canary-77aa01";

hostileCases({
  isLimited: true,
  name: "vault",
  open: ({ url }) => hashicorpVault({ address: url, auth: tokenAuth(TOKEN), kvVersion: 2 }),
  hidden: [TOKEN],
});
