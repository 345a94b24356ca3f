import { type App, type Place, program } from "../app.ts";
import { runNode } from "../child.ts";
import type { Herd, Poll } from "../programs/herd.ts";
import { serve } from "../servers/serve.ts";
import { median, ratio, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

const ROUND_TRIP_MS = 50;
const SECRETS = 100;

/** What is remembered: read again, expired under many readers, and looked at for changes. */
export async function cache(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  await using served = await serve("aws", SECRETS, ROUND_TRIP_MS);
  return [
    await herd(place, served.env, rounds),
    ...(await hot(place, served.env, rounds)),
    await polled(place, served.env, rounds),
  ];
}

type Env = Readonly<Record<string, string>>;

async function herd(place: Place, env: Env, rounds: number): Promise<Row> {
  const names = ["confide", "one reader", "powertools"];
  const run = await runner(
    place,
    env,
    (name) => `
    import { herds, tell } from "./programs/herd.ts";
    tell(await herds[${JSON.stringify(name)}]());
  `,
    names,
  );
  const found = await takeTurns(names, rounds, (name) => run(name) as Herd);
  const tookMs = (name: string) => (found.get(name) ?? []).map((each) => each.tookMs);
  const trips = (name: string) => (median(tookMs(name)) / ROUND_TRIP_MS).toFixed(2);
  const requests = (name: string) => median((found.get(name) ?? []).map((each) => each.requests));
  const multiple = ratio(tookMs("confide"), tookMs("one reader"));
  return {
    measure: "1 000 readers of an expired secret, × one reader alone",
    goal: "1 request, ≤ 1.05",
    result: `${requests("confide")} request, ${multiple.toFixed(2)}: ${trips("confide")} round trips`,
    holds: requests("confide") === 1 && multiple <= 1.05,
    peers: `one reader alone ${trips("one reader")}, powertools ${requests("powertools")} requests, ${trips("powertools")}`,
  };
}

async function hot(place: Place, env: Env, rounds: number): Promise<Row[]> {
  const codes: Readonly<Record<string, string>> = {
    await: AWAIT,
    confide: CONFIDE,
    schema: SCHEMA,
    powertools: POWERTOOLS,
    live: LIVE,
  };
  const names = Object.keys(codes);
  const run = await runner(place, env, (name) => codes[name] ?? "", names);
  const found = await takeTurns(names, rounds, (name) => run(name) as number);
  const of = (name: string) => median(found.get(name) ?? []);
  return [
    {
      measure: "readSecret with a schema, of a cached store, awaited",
      goal: "≤ 10 µs",
      result: `${(of("schema") / 1_000).toFixed(1)} µs, without one ${(of("confide") / 1_000).toFixed(1)} µs`,
      holds: of("schema") <= 10_000,
      peers: `an async function that returns at once ${of("await").toFixed(0)} ns, powertools ${of("powertools").toFixed(0)} ns`,
    },
    {
      measure: "live.current.port × a plain object's",
      goal: "≤ 1.10",
      result: of("live").toFixed(2),
      holds: of("live") <= 1.1,
    },
  ];
}

async function polled(place: Place, env: Env, rounds: number): Promise<Row> {
  const run = await runner(
    place,
    env,
    () => `
    import { poll, tell } from "./programs/herd.ts";
    tell(await poll(${SECRETS}));
  `,
    ["poll"],
  );
  const found = (await takeTurns(["poll"], rounds, () => run("poll") as Poll)).get("poll") ?? [];
  const values = Math.max(...found.map((each) => each.values));
  const versions = median(found.map((each) => each.versions));
  const trips = median(found.map(({ tookMs }) => tookMs / ROUND_TRIP_MS));
  return {
    measure: `a look at ${SECRETS} unchanged secrets of AWS`,
    goal: "no value",
    result: `${values} values, ${versions} requests for versions, ${trips.toFixed(1)} round trips`,
    holds: values === 0,
  };
}

/** Writes a program for each name; what runs one returns what it printed. */
async function runner(place: Place, env: Env, codeOf: (name: string) => string, names: readonly string[]) {
  const files = new Map<string, string>();
  for (const name of names)
    files.set(name, await program(place, `cache-${name.replaceAll(" ", "-")}`, codeOf(name)));
  return (name: string): unknown => JSON.parse(runNode(place, files.get(name) ?? "", env).output);
}

const TIMED = `
  import { loopTime } from "./loop.ts";
  import { tell } from "./programs/herd.ts";
`;

const AWAIT = `${TIMED}
  const value = { value: 1 };
  const read = async () => value;
  tell((await loopTime(read)) * 1e6);
`;

const STORE = `${TIMED}
  import * as z from "zod";
  import { cached, readSecret, secret, Secret } from "@confide/core";
  const store = cached({
    name: "store",
    limits: { concurrency: 1 },
    get: async () => ({ value: new Secret('{"user":"app","password":"made-up"}'), version: "1" }),
  });
`;

const CONFIDE = `${STORE}
  tell((await loopTime(() => readSecret(store, "prod/database#password"))) * 1e6);
`;

const SCHEMA = `${STORE}
  const schema = z.object({ user: z.string(), password: secret(z.string()) });
  tell((await loopTime(() => readSecret(store, "prod/database", { schema }))) * 1e6);
`;

const POWERTOOLS = `${TIMED}
  import { SecretsProvider } from "@aws-lambda-powertools/parameters/secrets";
  import { settingsOf } from "./programs/stores/aws.ts";
  import { counterpart } from "./programs/stores/reader.ts";
  const provider = new SecretsProvider({ clientConfig: settingsOf(counterpart()) });
  tell((await loopTime(() => provider.get("bench-first", { maxAge: 3600 }))) * 1e6);
`;

const LIVE = `${TIMED}
  import { livePlace } from "./programs/herd.ts";
  import { median } from "./statistics.ts";
  const { live, plain } = await livePlace();
  const time = (from) => {
    const startedAt = performance.now();
    let sum = 0;
    for (let round = 0; round < 5_000_000; round++) sum += from.current.port;
    if (sum === 0) throw new Error("nothing was read");
    return performance.now() - startedAt;
  };
  const ofLive = (from) => time(from);
  const ratios = Array.from({ length: 30 }, () => ofLive(live) / ofLive(plain));
  tell(median(ratios.slice(10)));
`;
