import { hostileCases } from "../../core/test/hostile-cases.ts";
import { hashicorpVault, token } from "./index.ts";

const TOKEN = "hvs.canary-77aa01";

hostileCases({
  isLimited: true,
  name: "vault",
  open: ({ url }) => hashicorpVault({ address: url, auth: token(TOKEN), kvVersion: 2 }),
  hidden: [TOKEN],
});
