import { median } from "./statistics.ts";

const WARM_UP_MS = 700;
const STRETCH_MS = 10;
const STRETCHES = 60;

/** Milliseconds that one call takes in the long run. What is asynchronous is awaited, what isn't is not. */
export async function loopTime(call: () => unknown): Promise<number> {
  const isAsync = call() instanceof Promise;
  const run = isAsync ? stretchAsync : stretchSync;
  let calls = 1;
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) {
    const callMs = (await run(call, calls)) / calls;
    calls = Math.max(1, Math.round(STRETCH_MS / callMs));
  }
  const times: number[] = [];
  for (let stretch = 0; stretch < STRETCHES; stretch++) times.push((await run(call, calls)) / calls);
  return median(times);
}

function stretchSync(call: () => unknown, calls: number): number {
  const startedAt = performance.now();
  for (let index = 0; index < calls; index++) call();
  return performance.now() - startedAt;
}

async function stretchAsync(call: () => unknown, calls: number): Promise<number> {
  const startedAt = performance.now();
  for (let index = 0; index < calls; index++) await call();
  return performance.now() - startedAt;
}
