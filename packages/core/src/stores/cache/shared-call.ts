import { unlessAborted, within } from "../../util/abort.ts";
import type { Clock } from "../../util/clock.ts";
import { keptAlive } from "../../util/kept-alive.ts";
import { asError, reasonText, SourceError } from "../../model/errors.ts";
import { getBatch } from "../get-outcomes.ts";
import { beginRead } from "../../events/read-event.ts";
import { formatRef, type SecretRef } from "../../model/ref.ts";
import type { CallContext, Outcome, SecretRecord, SecretStore } from "../../contract/store.ts";

/** How long a call goes on that nobody has to wait for. */
const BACKGROUND_MS = 10_000;

type Outcomes = readonly Outcome<SecretRecord>[];

/**
 * One call of a store, for all who want its answer. It ends with the last of them; one in the background ends with
 * its time only.
 */
export class SharedCall {
  /** One for each ref; `undefined`: it was ended because everybody had left. It never rejects. */
  readonly outcomes: Promise<Outcomes | undefined>;
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  #waiting = 0;
  readonly #isInBackground: boolean;

  constructor(store: SecretStore, refs: readonly SecretRef[], { clock, asker }: SharedCallOptions) {
    const { signal } = this.#controller;
    const { deadlineMs = Date.now() + BACKGROUND_MS, attempt = 1 } = asker ?? {};
    const failAll = (errorOf: (ref: SecretRef) => SourceError) =>
      refs.map((ref) => ({ error: errorOf(ref) }));
    this.#clock = clock;
    this.#isInBackground = asker === undefined;
    const tell = beginRead(store);
    const read = (ending: AbortSignal) => getBatch(store, refs, { signal: ending, deadlineMs, attempt });
    const answer = asker
      ? unlessAborted<Outcomes | undefined>(
          signal,
          () => read(signal),
          () => undefined,
        )
      : within<Outcomes | undefined>({ ms: BACKGROUND_MS, sleep: clock.sleep }, read, () =>
          failAll((ref) => late(store, ref)),
        );
    this.outcomes = answer.catch((error: unknown) =>
      failAll((ref) => asError(error, store.name, formatRef(ref))),
    );
    if (tell)
      void this.outcomes.then((outcomes) => refs.forEach((ref, index) => tell(ref, outcomes?.[index])));
  }

  /** Whether it is over, rather than its signal or its patience. */
  async wait(signal: AbortSignal, patienceMs: number): Promise<boolean> {
    this.#waiting++;
    const waiting = within(
      { ms: patienceMs, signal, sleep: this.#clock.sleep },
      () => this.outcomes.then(() => true),
      () => false,
    );
    const isOver = await keptAlive(waiting);
    if (!isOver) this.#leave();
    return isOver;
  }

  #leave(): void {
    this.#waiting--;
    if (this.#waiting === 0 && !this.#isInBackground) this.#controller.abort();
  }
}

export interface SharedCallOptions {
  readonly clock: Clock;
  /** The first that waits for it; left out, it goes on in the background. */
  readonly asker?: Pick<CallContext, "deadlineMs" | "attempt"> | undefined;
}

function late({ name }: SecretStore, ref: SecretRef): SourceError {
  return new SourceError({
    reason: "timeout",
    message: reasonText("timeout", name),
    store: name,
    ref: formatRef(ref),
  });
}
