import { type App, program } from "../app.ts";
import { runNode } from "../child.ts";
import type { Took } from "../programs/stores/reader.ts";
import type { Vendor } from "../servers/fakes.ts";
import { serve } from "../servers/serve.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

/** How far away the servers are. */
const ROUND_TRIP_MS = 50;

interface Contest {
  readonly vendor: Vendor;
  readonly count: number;
  readonly goal: number;
  /** Which of the peers the goal is a multiple of. */
  readonly against: string;
  readonly peers: readonly string[];
}

const POWERTOOLS = ["powertools one by one", "powertools Promise.all"];
const CLIENT = ["its client one by one", "its client Promise.all"];
const NODE_VAULT = ["node-vault one by one", "node-vault Promise.all"];
const BATCHES = "the SDK's batches";

const CONTESTS: readonly Contest[] = [
  { vendor: "aws", count: 100, goal: 1.2, against: BATCHES, peers: [...POWERTOOLS, BATCHES] },
  { vendor: "aws", count: 500, goal: 1.2, against: BATCHES, peers: ["powertools Promise.all", BATCHES] },
  { vendor: "parameters", count: 100, goal: 1.15, against: BATCHES, peers: [BATCHES] },
  { vendor: "gcp", count: 100, goal: 1.15, against: "its client Promise.all", peers: CLIENT },
  { vendor: "azure", count: 100, goal: 1, against: "its client Promise.all", peers: CLIENT },
  { vendor: "vault", count: 100, goal: 1.15, against: "node-vault Promise.all", peers: NODE_VAULT },
];

/** Many secrets from a server far away, beside the vendor's own client. */
export async function stores(app: App, rounds: number): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const contest of CONTESTS) rows.push(await rowOf(app, rounds, contest));
  return rows;
}

async function rowOf(app: App, rounds: number, contest: Contest): Promise<Row> {
  const { vendor, count, goal, against, peers } = contest;
  const place = app.place(count);
  await using served = await serve(vendor, count, ROUND_TRIP_MS);
  const readers = ["confide", ...peers];
  const files = new Map<string, string>();
  for (const [index, reader] of readers.entries())
    files.set(reader, await program(place, `${vendor}-${index}`, codeFor(vendor, reader)));
  const times = await takeTurns(readers, rounds, (reader) => {
    return JSON.parse(runNode(place, files.get(reader) ?? "", served.env).output) as Took;
  });
  const tookMs = (reader: string) => (times.get(reader) ?? []).map((took) => took.tookMs);
  const told = (reader: string) => {
    const cpuMs = median((times.get(reader) ?? []).map((took) => took.cpuMs));
    return `${(median(tookMs(reader)) / ROUND_TRIP_MS).toFixed(2)} (${cpuMs.toFixed(0)} ms CPU)`;
  };
  const multiple = ratio(tookMs("confide"), tookMs(against));
  return {
    measure: `${count} ${NAMES[vendor]}, ${ROUND_TRIP_MS} ms away, × ${against}`,
    goal: `≤ ${goal.toFixed(2)}`,
    result: `${multiple.toFixed(2)}: ${told("confide")} round trips`,
    holds: multiple <= goal,
    peers: peers.map((reader) => `${reader} ${told(reader)}`).join(", "),
  };
}

const NAMES: Readonly<Record<Vendor, string>> = {
  aws: "secrets from AWS",
  parameters: "parameters from AWS",
  azure: "secrets from Azure",
  gcp: "secrets from Google",
  vault: "secrets from Vault",
};

function codeFor(vendor: Vendor, reader: string): string {
  return `
    import { measure } from "./programs/stores/reader.ts";
    import { readers } from "./programs/stores/${vendor}.ts";
    await measure(readers[${JSON.stringify(reader)}]);
  `;
}
