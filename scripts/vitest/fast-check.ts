// What tests get for `import fc from "fast-check"` (see plugin.ts): fast-check, with one seed for the whole run.
import { configureGlobal } from "fast-check";

const { FAST_CHECK_SEED, FAST_CHECK_RUNS } = process.env;
configureGlobal({
  seed: Number(FAST_CHECK_SEED),
  ...(FAST_CHECK_RUNS === undefined ? {} : { numRuns: Number(FAST_CHECK_RUNS) }),
});

export * from "fast-check";
export { default } from "fast-check";
