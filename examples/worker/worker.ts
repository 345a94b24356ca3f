import { setTimeout as sleep } from "node:timers/promises";

import type { Live } from "@confide/core";

import type { Settings } from "./confide.config.ts";
import type { Job, Queue } from "./queue.ts";

export interface WorkerOptions {
  readonly live: Live<Settings>;
  readonly queue: Queue;
  /** Ends it when the jobs under way are done. */
  readonly signal: AbortSignal;
  readonly idleMs?: number;
}

/** Takes jobs, as many at a time as the configuration says at that moment. */
export async function work({ live, queue, signal, idleMs = 1_000 }: WorkerOptions): Promise<void> {
  const underWay = new Set<Promise<void>>();
  while (!signal.aborted) {
    const job = underWay.size < live.current.concurrency ? await queue.take() : undefined;
    if (job) {
      const running = handle(job, live, queue).finally(() => underWay.delete(running));
      underWay.add(running);
    } else {
      await Promise.race([...underWay, sleep(idleMs, undefined, { signal }).catch(() => undefined)]);
    }
  }
  await Promise.all(underWay);
}

async function handle(job: Job, live: Live<Settings>, queue: Queue): Promise<void> {
  try {
    // With the key of this moment. One that is refused is read again, and the job tried once more.
    await live.withFresh("mail", async (mail) => send(job, mail));
    await queue.done(job);
  } catch (error) {
    await queue.failed(job, error instanceof Error ? error.message : "unknown");
  }
}

async function send({ id, to }: Job, { url, apiKey }: Settings["mail"]): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey.reveal()}`, "content-type": "application/json" },
    body: JSON.stringify({ id, to }),
  });
  if (!response.ok)
    throw Object.assign(new Error(`the mail server answered ${response.status}`), {
      status: response.status,
    });
}
