import { storeContract } from "@confide/core/testing";
import { afterAll, beforeAll, describe, test } from "vitest";

import { startMoto } from "../../../scripts/servers.ts";
import { fixtureOn } from "../test/fixture.ts";

let moto: Awaited<ReturnType<typeof startMoto>>;
beforeAll(async () => (moto = await startMoto()));
afterAll(async () => moto.stop());

storeContract(
  { describe, test },
  {
    name: "awsSecretsManager, on moto",
    async create() {
      await moto.reset();
      return fixtureOn({ url: moto.url });
    },
    without: {
      "reads empty text": "neither moto nor AWS keeps an empty value",
      "says destroyed": "AWS destroys no single version",
      "says denied": "moto asks IAM with resource * only; src/policy.test.ts judges by an evaluator",
      "says unauthenticated": "moto takes any credentials",
      "says throttled": "moto never throttles",
    },
  },
);
