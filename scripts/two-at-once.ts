const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Runs heavy work, two at once: a build takes a core, some take more, and what depends on time would be missed. */
export async function twoAtOnce<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
