/** One piece of work. */
export interface Job {
  readonly id: string;
  readonly to: string;
}

/** What the worker needs of a queue: SQS, RabbitMQ, a table with `for update skip locked`. */
export interface Queue {
  /** The next job, or `undefined` when there is none for the moment. */
  take(): Promise<Job | undefined>;
  done(job: Job): Promise<void>;
  /** The job goes back, and somebody takes it again. */
  failed(job: Job, reason: string): Promise<void>;
}

/** A queue in memory, for the demonstration and the tests. */
export function memoryQueue(
  jobs: readonly Job[],
): Queue & { readonly waiting: Job[]; readonly finished: string[] } {
  const [waiting, finished]: [Job[], string[]] = [[...jobs], []];
  return {
    waiting,
    finished,
    take: async () => waiting.shift(),
    done: async ({ id }) => void finished.push(id),
    failed: async (job) => void waiting.push(job),
  };
}
