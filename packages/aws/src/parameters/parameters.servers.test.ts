import { storeContract } from "@confide/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";

import { startMoto } from "../../../../scripts/servers.ts";
import { parametersOn, WITHOUT } from "../../test/parameter-fixture.ts";

let moto: Awaited<ReturnType<typeof startMoto>>;
beforeAll(async () => (moto = await startMoto()));
afterAll(async () => moto.stop());

storeContract(
  { describe, test },
  {
    name: "awsParameterStore, on moto",
    async create() {
      await moto.reset();
      return parametersOn({ url: moto.url });
    },
    without: {
      ...WITHOUT,
      "says denied": "moto asks IAM with resource * only; parameter-policy.test.ts judges by an evaluator",
      "says unauthenticated": "moto takes any credentials",
      "says throttled": "moto never throttles",
    },
  },
);
