import { expect, test } from "vitest";

import { IssuerError } from "../rotation-error.ts";
import { postgresErrors } from "./explain-failure.ts";

const { explained, explaining } = postgresErrors;

const tried = { role: "rotator", what: "alter role app_b" };
const failure = (code: unknown) => Object.assign(new Error("canary is wrong"), { code });

test.each([
  ["42501", "the right to do it is missing (42501). give rotator CREATEROLE"],
  ["28P01", "the password was not accepted (28P01). check the password of rotator"],
  ["28000", "VALID UNTIL isn't over"],
  ["53300", "raise CONNECTION LIMIT of rotator"],
  ["55P03", "a lock was not to be had in time"],
  ["57014", "it took too long"],
  ["3D000", "there is no such database"],
  ["42704", "there is no such role or object"],
  ["25006", "connect to the primary"],
])("%s is told with the role, what it did, and what helps", (code, told) => {
  const error = explained(failure(code), tried);
  expect(error).toBeInstanceOf(IssuerError);
  expect(String(error)).toContain("rotator could not alter role app_b: ");
  expect(String(error)).toContain(told);
  expect(String(error)).not.toContain("canary");
});

test.each([failure("XX000"), failure(5), failure(undefined), new IssuerError("own words"), "no error"])(
  "anything else stays what it is: %#",
  async (error) => {
    expect(explained(error, tried)).toBe(error);
    const failing = async (): Promise<never> => {
      throw error as Error;
    };
    await expect(explaining(tried, failing)).rejects.toBe(error);
  },
);
