import { type App, program } from "../app.ts";
import { runNode } from "../child.ts";
import type { Took } from "../programs/stores/reader.ts";
import type { Vendor } from "../servers/fakes.ts";
import { serve } from "../servers/serve.ts";
import { median, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

/** How far away the servers are. */
const ROUND_TRIP_MS = 50;

const POWERTOOLS = ["powertools one by one", "powertools Promise.all"];
const CLIENT = ["its client one by one", "its client Promise.all"];
const NODE_VAULT = ["node-vault one by one", "node-vault Promise.all"];

/** Many secrets from a server far away, in round trips to it. */
export async function stores(app: App, rounds: number): Promise<readonly Row[]> {
  return [
    await roundTrips(app, rounds, "aws", 100, 2, [...POWERTOOLS, "the SDK's batch"]),
    await roundTrips(app, rounds, "aws", 500, 2.7, ["powertools Promise.all", "the SDK's batch"]),
    await roundTrips(app, rounds, "gcp", 100, 4, CLIENT),
    await roundTrips(app, rounds, "azure", 100, 4, CLIENT),
    await roundTrips(app, rounds, "vault", 100, 4, NODE_VAULT),
  ];
}

async function roundTrips(
  app: App,
  rounds: number,
  vendor: Vendor,
  count: number,
  goal: number,
  peers: readonly string[],
): Promise<Row> {
  const place = app.place(count);
  await using served = await serve(vendor, count, ROUND_TRIP_MS);
  const readers = ["confide", ...peers];
  const files = new Map<string, string>();
  for (const [index, reader] of readers.entries())
    files.set(reader, await program(place, `${vendor}-${index}`, codeFor(vendor, reader)));
  const times = await takeTurns(readers, rounds, (reader) => {
    return JSON.parse(runNode(place, files.get(reader) ?? "", served.env).output) as Took;
  });
  const of = (reader: string) =>
    median((times.get(reader) ?? []).map(({ tookMs }) => tookMs / ROUND_TRIP_MS));
  const cpu = (reader: string) =>
    `${median((times.get(reader) ?? []).map(({ cpuMs }) => cpuMs)).toFixed(0)} ms CPU`;
  return {
    measure: `${count} secrets from ${NAMES[vendor]}, ${ROUND_TRIP_MS} ms away, in round trips`,
    goal: `≤ ${goal.toFixed(1)}`,
    result: `${of("confide").toFixed(2)} (${cpu("confide")})`,
    holds: of("confide") <= goal,
    peers: peers.map((reader) => `${reader} ${of(reader).toFixed(1)} (${cpu(reader)})`).join(", "),
  };
}

const NAMES: Readonly<Record<Vendor, string>> = { aws: "AWS", azure: "Azure", gcp: "Google", vault: "Vault" };

function codeFor(vendor: Vendor, reader: string): string {
  return `
    import { measure } from "./programs/stores/reader.ts";
    import { readers } from "./programs/stores/${vendor}.ts";
    await measure(readers[${JSON.stringify(reader)}]);
  `;
}
