// What tests get for `import fc from "fast-check"` (see plugin.ts): fast-check, with one seed for the whole run.
import fc from "fast-check";

const { FAST_CHECK_SEED, FAST_CHECK_RUNS } = process.env;
fc.configureGlobal({
  seed: Number(FAST_CHECK_SEED),
  ...(FAST_CHECK_RUNS === undefined ? {} : { numRuns: Number(FAST_CHECK_RUNS) }),
});

export * from "fast-check";
export { default } from "fast-check";
