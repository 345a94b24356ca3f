import { type App, type Program, program } from "../app.ts";
import { runNode } from "../child.ts";
import { median, takeTurns } from "../statistics.ts";
import type { Row } from "../table.ts";

const PROGRAMS = ["confide-sync", "t3-env", "zod-config"] as const satisfies readonly Program[];

const READS: Readonly<Record<(typeof PROGRAMS)[number], string>> = {
  "confide-sync": "c.database.port + c.cache.port + c.queue.port + c.mail.port + c.storage.port",
  "t3-env": "c.DATABASE_PORT + c.CACHE_PORT + c.QUEUE_PORT + c.MAIL_PORT + c.STORAGE_PORT",
  "zod-config": "c.DATABASE_PORT + c.CACHE_PORT + c.QUEUE_PORT + c.MAIL_PORT + c.STORAGE_PORT",
};

/** Properties of a loaded configuration, against those of a plain copy. */
export async function reading(app: App, rounds: number): Promise<readonly Row[]> {
  const place = app.place(50);
  const files = new Map<string, string>();
  for (const name of PROGRAMS) {
    const code = READING.replace("NAME", name).replaceAll("READS", READS[name]);
    files.set(name, await program(place, `reading-${name}`, code));
  }
  const ratios = await takeTurns(PROGRAMS, rounds, (name) =>
    Number(runNode(place, files.get(name) ?? "").output),
  );
  const of = (name: (typeof PROGRAMS)[number]) => median(ratios.get(name) ?? []);
  return [
    {
      measure: "reading a property × a plain object's",
      goal: "≤ 1.10",
      result: of("confide-sync").toFixed(2),
      holds: of("confide-sync") <= 1.1,
      peers: `t3-env ${of("t3-env").toFixed(2)}, zod-config ${of("zod-config").toFixed(2)}`,
    },
  ];
}

// Several configurations in turn, or the compiler would read each property once for all rounds.
const READING = `
  import { median } from "./statistics.ts";
  import { load } from "./programs/NAME.ts";
  const configs = Array.from({ length: 4 }, load);
  const plain = configs.map((config) =>
    Object.fromEntries(Object.entries(config).map(([key, value]) => [key, typeof value === "object" ? { ...value } : value])));
  const time = (read, from) => {
    const startedAt = performance.now();
    let sum = 0;
    for (let round = 0; round < 1_000_000; round++) sum += read(from[round & 3]);
    if (!(sum > 0)) throw new Error("nothing was read");
    return performance.now() - startedAt;
  };
  const [ofConfig, ofPlain] = [(c) => READS, (c) => READS];
  const ratios = Array.from({ length: 30 }, () => time(ofConfig, configs) / time(ofPlain, plain));
  console.log(median(ratios.slice(10)));
`;
