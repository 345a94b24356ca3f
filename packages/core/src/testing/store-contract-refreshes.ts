import type { output } from "zod/v4/core";

import { refKey } from "../stores/read-refs.ts";
import type { SourceErrorReason } from "../model/errors.ts";
import { currentVersions } from "../live/versions.ts";
import type { Live } from "../live/live.ts";
import { watchConfig } from "../live/watch-config.ts";
import type { SecretRef } from "../model/ref.ts";
import { type ContractSchemas, contractSchemas } from "./contract-schemas.ts";
import { fromStore } from "../stores/from-store.ts";
import type { SecretStore } from "../contract/store.ts";
import { callContext } from "./call-context.ts";
import { CANARY } from "./canary.ts";
import { check, equal, printed, takesAtMost } from "./check.ts";
import { countedStore } from "./counted-store.ts";
import { loadTimeoutMs } from "./store-contract-loads.ts";
import { readOne } from "./store-contract-reads.ts";
import type { Case, StoreFixture, Trouble } from "./store-fixture.ts";

const LIVE_NAME = "contract-live";

/** What a live configuration makes of a store: of its changes, and of each way in which it fails. */
export const refreshCases = {
  async "a refresh brings a new version"({ store, seed }) {
    const from = await seed(LIVE_NAME, `${CANARY}-1`);
    await watching({ store }, async (live) => {
      const changes: unknown[] = [];
      live.onChange(({ changed }) => changes.push(changed.get("value")));
      const to = await seed(LIVE_NAME, `${CANARY}-2`);
      equal((await live.refresh()).length, 0, "the number of problems");
      equal(live.current.value.reveal(), `${CANARY}-2`, "the value");
      equal(JSON.stringify(changes), JSON.stringify([{ from, to }]), "what the change reports");
    });
  },

  async "a refresh fetches no value that it has"({ store, seed }) {
    await seed(LIVE_NAME, CANARY);
    const { counted, calls } = countedStore(store);
    await watching({ store: counted }, async (live) => {
      const before = calls();
      await live.refresh();
      const canTell = "writes" in store || store.currentVersion !== undefined;
      equal(calls(), canTell ? before : before + 1, "the number of reads");
      equal(live.current.value.reveal(), CANARY, "the value");
    });
  },

  async "tells the version that a read would bring"({ store, seed }) {
    const first = await seed(LIVE_NAME, `${CANARY}-1`);
    const second = await seed(LIVE_NAME, `${CANARY}-2`);
    const tell = async (ref: SecretRef) => {
      const outcomes = await currentVersions(store, [ref], callContext());
      // Where it isn't known, a live configuration reads: that costs a value, and is not wrong.
      return outcomes ? (outcomes.get(refKey(ref))?.value ?? "untold") : "untold";
    };
    check(["untold", second].includes(await tell({ name: LIVE_NAME })), "it is not the current version");
    check(
      ["untold", first].includes(await tell({ name: LIVE_NAME, version: first })),
      "it is not the one asked for",
    );
    equal(await tell({ name: "contract-missing" }), "untold", "the version of what is missing");
  },

  "a refresh that is denied changes nothing": failing("denied", ["denied"]),
  "a refresh that is not signed in changes nothing": failing("unauthenticated", ["unauthenticated"]),
  "a refresh that is throttled changes nothing": failing("throttled", ["throttled"]),
  "a refresh that finds the store unavailable changes nothing": failing("unavailable", ["unavailable"]),
  "a refresh that gets nonsense changes nothing": failing("malformed", ["malformed", "unavailable"]),
  "a refresh that gets no answer changes nothing, and ends in time": failing("hanging", ["timeout"]),
} satisfies Record<string, Case>;

/** The case that brings about the same trouble: a store that can't have that one can't have this one either. */
export const troubledLike: Readonly<Partial<Record<string, string>>> = {
  "a refresh that is denied changes nothing": "says denied",
  "a refresh that is not signed in changes nothing": "says unauthenticated",
  "a refresh that is throttled changes nothing": "says throttled",
  "a refresh that finds the store unavailable changes nothing": "says unavailable",
  "a refresh that gets nonsense changes nothing": "says malformed for an answer that makes no sense",
  "a refresh that gets no answer changes nothing, and ends in time":
    "ends at the deadline when nothing answers",
};

interface WatchedStore {
  readonly store: SecretStore;
  readonly timeoutMs?: number;
}

async function watching(
  { store, timeoutMs = 10_000 }: WatchedStore,
  use: (live: Live<output<ContractSchemas["value"]>>) => Promise<void>,
): Promise<void> {
  const sources = [fromStore(store, { refs: { value: LIVE_NAME } })];
  // So seldom that no poll comes in between.
  const { value: schema } = await contractSchemas();
  const live = await watchConfig({ schema, sources }, { timeoutMs, everyMs: 1e9 });
  try {
    await use(live);
  } finally {
    await live.close();
  }
}

/** There is a new version, and the store fails: what runs keeps what it has, and its problems say why, without a value. */
function failing(trouble: Trouble, reasons: readonly SourceErrorReason[]): Case {
  return async ({ store, seed, trouble: make, hidden = [] }: StoreFixture) => {
    await seed(LIVE_NAME, `${CANARY}-1`);
    await readOne(store, LIVE_NAME); // the first call of all loads a package, and may take longer than a load has here
    const timeoutMs = loadTimeoutMs(reasons);
    await watching({ store, timeoutMs }, async (live) => {
      const before = live.current;
      await seed(LIVE_NAME, `${CANARY}-2`);
      await make(LIVE_NAME, trouble);
      // A look for versions and one for values, each with its time, and a little for the machine.
      const [problem] = await takesAtMost(2 * timeoutMs + 300, `a refresh of ${timeoutMs} ms`, live.refresh);
      check(problem?.kind === "failed", "the refresh went well");
      check(
        reasons.includes(problem.reason ?? "unknown"),
        `the reason is ${problem.reason}, not ${reasons.join(" or ")}`,
      );
      check(live.current === before, "what runs has changed");
      const shown = printed(new Error(JSON.stringify(live.problems)));
      for (const value of [CANARY, ...hidden])
        check(!shown.includes(value), "the problems show a value or a token");
    });
  };
}
