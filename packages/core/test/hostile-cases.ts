import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";

import { loadConfig, secret, fromStore, type SecretStore, type SourceErrorReason } from "@confide/core";
import { SourceError } from "@confide/core/adapter";
import {
  type Hostility,
  hostileServer,
  type HostileServer,
  type HostileServerOptions,
  hostilities,
} from "@confide/core/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as z from "zod";

export interface HostileClient {
  readonly name: string;
  readonly options?: HostileServerOptions;
  /** A store at this server. */
  readonly open: (server: HostileServer) => SecretStore | Promise<SecretStore>;
  /** What must never show. */
  readonly hidden: readonly string[];
  /** Answers that this client can't defend itself against, each with the reason, which is printed. */
  readonly without?: Readonly<Partial<Record<Hostility, string>>>;
  /** It reads no more of an answer than a limit, which ends the call before its time does. */
  readonly isLimited?: boolean;
}

const DEADLINE_MS = 200;
/** Where the limit is to end the call, and the time isn't. */
const LONG_MS = 20_000;
/** For a machine with other work. What hangs ends never. */
const SLACK_MS = 4_000;
const MOST_BYTES = 160 * 1024 * 1024;

/** How a read may fail. Never as `not-found`, which would let a default through. */
const REASONS: readonly SourceErrorReason[] = ["unavailable", "timeout", "malformed", "too-large"];
const ENDLESS: ReadonlySet<string> = new Set<Hostility>([
  "endless body",
  "endless body of a failure",
  "endless JSON",
  "endless compressed body",
]);

/** An answer with a status may say more. */
const SAID: readonly SourceErrorReason[] = [
  ...REASONS,
  "denied",
  "unauthenticated",
  "invalid-ref",
  "unknown",
];

/** Every way to do harm, to one client: it ends in time, keeps its memory, and shows and sends nothing. */
export function hostileCases({
  name,
  options = {},
  open,
  hidden,
  without = {},
  isLimited = false,
}: HostileClient): void {
  describe(`${name} and a hostile server`, () => {
    let server: HostileServer;
    let store: SecretStore;
    beforeAll(async () => {
      server = await hostileServer(options);
      store = await open(server);
    });
    afterAll(async () => {
      await store.close?.().catch(() => {});
      await server.close();
    });

    for (const hostility of Object.keys(hostilities) as Hostility[]) {
      const reason = without[hostility];
      if (reason !== undefined) {
        process.stdout.write(`${name}: "${hostility}" is left out: ${reason}\n`);
        continue;
      }
      test(`that answers with ${hostility}`, async () => {
        server.set(hostility);
        await sleep(20); // until the client knows that its kept connections have ended
        const heard = listen();
        const memory = peak();
        const isEndless = isLimited && ENDLESS.has(hostility);
        const timeMs = isEndless ? LONG_MS : DEADLINE_MS;
        const [error, loading] = await within(
          timeMs + SLACK_MS,
          Promise.all([readError(store, timeMs), loadError(store, timeMs)]),
        );
        const shown = [...heard.stop(), ...printed(error), ...printed(loading)].join("\n");
        expect(error).toBeInstanceOf(SourceError);
        expect(isEndless ? ["too-large"] : reasonsOf(hostility)).toContain((error as SourceError).reason);
        expect(hidden.filter((each) => shown.includes(each))).toEqual([]);
        expect(memory.stop()).toBeLessThan(MOST_BYTES);
        expect(server.strayed).toEqual([]);
        expect(Reflect.get({}, "polluted")).toBeUndefined();
      }, 60_000);
    }
  });
}

function reasonsOf(hostility: Hostility): readonly SourceErrorReason[] {
  return hostility.startsWith("the request") ? SAID : REASONS;
}

/** The adapter alone, with a deadline and no signal that says so. */
async function readError(store: SecretStore, timeMs: number): Promise<unknown> {
  const { signal } = new AbortController();
  const context = { signal, deadlineMs: Date.now() + timeMs, attempt: 1 };
  return store.get({ name: "app" }, context).then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function loadError(store: SecretStore, timeMs: number): Promise<unknown> {
  const schema = z.object({ app: secret(z.string()).optional() });
  return loadConfig({ schema, sources: [fromStore(store)] }, { timeoutMs: timeMs }).then(
    () => expect.fail("the load went on without it"),
    (error: unknown) => error,
  );
}

async function within<T>(mostMs: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("it goes on after its deadline")), mostMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function printed(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  return [
    inspect(error, { depth: 12, showHidden: true }),
    JSON.stringify(error),
    String(error.stack),
    ...(error.cause === undefined ? [] : printed(error.cause)),
  ];
}

/** What is written anywhere while it listens. */
function listen() {
  const heard: string[] = [];
  vi.stubEnv("DEBUG", "*");
  const note = (...said: unknown[]) => void heard.push(inspect(said, { depth: 9, showHidden: true }));
  const spies = [
    ...([process.stdout, process.stderr] as const).map((stream) =>
      vi.spyOn(stream, "write").mockImplementation((said) => (note(said), true)),
    ),
    ...(["log", "info", "warn", "error", "debug"] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation(note),
    ),
  ];
  process.on("warning", note);
  return {
    stop(): string[] {
      for (const spy of spies) spy.mockRestore();
      process.off("warning", note);
      vi.unstubAllEnvs();
      return heard;
    },
  };
}

/** How much more memory than at its beginning the process has had. */
function peak() {
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const before = used();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, used())), 10);
  return {
    stop(): number {
      clearInterval(timer);
      return Math.max(most, used()) - before;
    },
  };
}
