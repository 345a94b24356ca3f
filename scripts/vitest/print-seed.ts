/** Before the first test: how to repeat what the property tests are about to do. */
export function setup(): void {
  console.log(`fast-check seed: FAST_CHECK_SEED=${process.env.FAST_CHECK_SEED}`);
}
