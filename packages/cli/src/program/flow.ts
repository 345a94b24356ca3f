import type { Readable } from "node:stream";

import type { HostOutput } from "../process-host.ts";

/** What takes the secrets out of an output that comes in chunks. */
export interface Redaction {
  readonly push: (chunk: string | Uint8Array) => string | Uint8Array;
  /** What was held back. */
  readonly end: () => string | Uint8Array;
}

export interface Flow {
  /** Waits for what is still on its way, once the program has ended. */
  readonly drain: () => Promise<void>;
}

/** A process that the program left behind may hold its output open for ever: one that is silent so long isn't waited for. */
const SILENCE_MS = 1_000;

/**
 * Writes what a program writes, without its secrets: one chunk at a time, so that the program waits for the reader. A reader
 * that stops closes the program's pipe too, which the program notices as it always does.
 */
export function flow(from: Readable, redaction: Redaction, output: HostOutput, silenceMs = SILENCE_MS): Flow {
  let silence: NodeJS.Timeout | undefined;
  const done = write();
  return {
    async drain() {
      silence = setTimeout(() => void from.destroy(), silenceMs);
      await done;
      clearTimeout(silence);
    },
  };

  async function write(): Promise<void> {
    try {
      for await (const chunk of from) {
        silence?.refresh();
        await output.write(redaction.push(chunk as Uint8Array));
      }
    } catch {
      // Its pipe was closed: by the program, by who reads, or by silence.
    }
    from.destroy();
    await output.write(redaction.end()).catch(() => undefined);
  }
}
