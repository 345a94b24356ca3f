import { SourceError } from "@confide/core/adapter";

/** One call for all who want its answer at the same time; its failure is theirs too. */
export interface SingleFlight<T> {
  run(start: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function singleFlight<T>(): SingleFlight<T> {
  let flying: Promise<T> | undefined;

  return {
    async run(start, signal) {
      for (;;) {
        const joined = flying;
        try {
          return await (joined ?? begin(start));
        } catch (error) {
          // It was the one who started it that lost patience. The first who waits begins anew, and the others join.
          if (!joined || signal.aborted || !gaveUp(error)) throw error;
        }
      }
    },
  };

  function begin(start: () => Promise<T>): Promise<T> {
    const mine = start().finally(() => {
      if (flying === mine) flying = undefined;
    });
    flying = mine;
    return mine;
  }
}

function gaveUp(error: unknown): boolean {
  return error instanceof SourceError && (error.reason === "aborted" || error.reason === "timeout");
}
