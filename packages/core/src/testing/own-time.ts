const LOOK_MS = 2;

/**
 * How long work takes, without the time in which the machine let this process wait although a timer was due. A promise
 * about time is one about the code: what the code itself computes counts in full, also where it blocks.
 */
export async function ownTime<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly tookMs: number }> {
  const startMs = performance.now();
  const stolen = watchStolen();
  try {
    const result = await work();
    return { result, tookMs: performance.now() - startMs - stolen.ms() };
  } finally {
    stolen.stop();
  }
}

/** Looks at the clock every few milliseconds: what a look is late by, and no work of this thread fills, was taken. */
function watchStolen() {
  let stolenMs = 0;
  let [lookedMs, workedMs] = [performance.now(), cpuMs()];
  const look = () => {
    const [nowMs, cpuNowMs] = [performance.now(), cpuMs()];
    const idleMs = nowMs - lookedMs - (cpuNowMs - workedMs);
    stolenMs += Math.max(0, idleMs - LOOK_MS - TIMER_MS);
    [lookedMs, workedMs] = [nowMs, cpuNowMs];
  };
  const timer = setInterval(look, LOOK_MS);
  return {
    /** Also since the last look: the result may have come before it. */
    ms: () => (look(), stolenMs),
    stop: () => clearInterval(timer),
  };
}

/** A timer may be this late on a machine with nothing else to do. */
const TIMER_MS = 2;

/** Of this thread where Node can say so, else of the process. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1_000;
}
