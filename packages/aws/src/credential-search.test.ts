import { expect, test } from "vitest";

import { credentialSearch } from "./credential-search.ts";

const begin = "@aws-sdk/credential-provider-node - defaultProvider::fromSSO";
const failed = (text: string) => `@smithy/property-provider -> ${text}`;

test("keeps what the last search met, and nothing of other steps", () => {
  const search = credentialSearch();
  search.logger.debug(failed("of the search before"));
  search.logger.debug(begin);
  for (const text of [
    "endpoints evaluateCondition: x",
    failed("a"),
    { b: 1 },
    "@smithy/property-provider (!) c",
  ])
    search.logger.debug(text);
  expect(search.met).toEqual(["a", "c"]);
  search.logger.debug(begin);
  expect(search.met).toEqual([]);
});

test("is bounded where the SDK names its steps otherwise", () => {
  const search = credentialSearch();
  for (let index = 0; index < 1_000; index++) search.logger.debug(failed(String(index)));
  expect(search.met).toHaveLength(40);
});

test("has the name by which the SDK knows a logger that logs nothing", () => {
  expect(credentialSearch().logger.constructor.name).toBe("NoOpLogger");
});
