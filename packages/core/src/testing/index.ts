export { type Clock, type FakeClock, fakeClock } from "./fake-clock.ts";
export { secretTester } from "./secret-tester.ts";
export { type Runner, type SourceContract, sourceContract } from "./source-contract.ts";
