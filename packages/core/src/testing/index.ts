export type { Clock } from "../clock.ts";
export { type FakeClock, fakeClock } from "./fake-clock.ts";
export { type Fault, type FaultProxy, faultProxy, type FaultProxyOptions, faults } from "./fault-proxy.ts";
export { memoryStore, type MemoryStore, type MemoryStoreOptions } from "./memory-store.ts";
export { secretTester } from "./secret-tester.ts";
export { type Runner, type SourceContract, sourceContract } from "./source-contract.ts";
export { type CaseName, type StoreContract, storeContract } from "./store-contract.ts";
export type { StoreFixture, Trouble } from "./store-fixture.ts";
