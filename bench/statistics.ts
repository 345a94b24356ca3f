export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}

/** The median of the ratios of measurements that were taken side by side: what slows the machine slows both. */
export function ratio(values: readonly number[], others: readonly number[]): number {
  return median(values.map((value, index) => value / (others[index] ?? NaN)));
}

/** Takes turns, each round in another order, so that no contender always runs after the same other one. */
export async function takeTurns<Name extends string, T>(
  names: readonly Name[],
  rounds: number,
  measure: (name: Name) => T | Promise<T>,
): Promise<ReadonlyMap<Name, readonly T[]>> {
  const taken = new Map<Name, T[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const from = round % names.length;
    for (const name of [...names.slice(from), ...names.slice(0, from)])
      taken.get(name)?.push(await measure(name));
  }
  return taken;
}
