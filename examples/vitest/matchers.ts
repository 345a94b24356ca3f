import { checkConfig, type Definition, formatProblems } from "@confide/core";
import { secretTester } from "@confide/core/testing";
import { expect } from "vitest";

/** For a test file, or for one that `setupFiles` in vitest.config.ts names. */
export function addConfigMatchers(): void {
  // Two Secrets are equal when their contents are. No failing test prints them.
  expect.addEqualityTesters([secretTester]);

  expect.extend({
    /** A program with this definition would start. */
    async toStart(definition: Definition) {
      const problems = await checkConfig(definition);
      return {
        pass: problems.length === 0,
        message: () =>
          problems.length === 0
            ? "expected problems, found none"
            : `would not start:\n${formatProblems(problems)}`,
      };
    },

    /** It would not, because of this setting: `database.password`. */
    async toHaveProblemAt(definition: Definition, setting: string) {
      const settings = (await checkConfig(definition)).map(({ path }) => path.join("."));
      const found = settings.length === 0 ? "none" : settings.join(", ");
      return {
        pass: settings.includes(setting),
        message: () => `expected a problem at ${setting}, found ${found}`,
      };
    },
  });
}

interface ConfigMatchers {
  readonly toStart: () => Promise<void>;
  readonly toHaveProblemAt: (setting: string) => Promise<void>;
}

declare module "vitest" {
  // The type parameters have to be vitest's own.
  interface Matchers<
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > extends ConfigMatchers {}
}
