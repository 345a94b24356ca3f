// `npm run bench`: confide beside the others, in one run. `npm run bench -- cold warm` takes only these measures.
import { cpus } from "node:os";

import { App } from "./app.ts";
import { audit } from "./measures/audit.ts";
import { cache } from "./measures/cache.ts";
import { cli } from "./measures/cli.ts";
import { cold } from "./measures/cold.ts";
import { commonJs } from "./measures/common-js.ts";
import { fastStart } from "./measures/fast-start.ts";
import { growth } from "./measures/growth.ts";
import { reading } from "./measures/reading.ts";
import { redact } from "./measures/redact.ts";
import { rotation } from "./measures/rotation.ts";
import { scan } from "./measures/scan.ts";
import { size } from "./measures/size.ts";
import { startUp } from "./measures/start-up.ts";
import { stores } from "./measures/stores.ts";
import { warm } from "./measures/warm.ts";
import { formatTable, type Row } from "./table.ts";

type Measure = (app: App) => readonly Row[] | Promise<readonly Row[]>;

const MEASURES: Readonly<Record<string, Measure>> = {
  cold: (app) => cold(app, 30),
  "common-js": (app) => commonJs(app, 30),
  "fast-start": (app) => fastStart(app, 30),
  warm: (app) => warm(app, 5),
  growth,
  reading: (app) => reading(app, 5),
  redact: (app) => redact(app, 5),
  rotation,
  size,
  stores: (app) => stores(app, 5),
  "start-up": (app) => startUp(app, 15),
  audit: (app) => audit(app, 5),
  cache: (app) => cache(app, 5),
  cli: (app) => cli(app, 15),
  scan: (app) => scan(app, 5),
};

const chosen = process.argv.slice(2);
using app = new App();
await app.prepare();
const rows: Row[] = [];
for (const [name, measure] of Object.entries(MEASURES)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  process.stderr.write(`Measuring ${name} …\n`);
  rows.push(...(await measure(app)));
}
console.log(formatTable(rows));
const [{ model } = { model: "unknown" }, ...others] = cpus();
const date = new Date().toISOString().slice(0, 10);
console.log(`\nNode ${process.versions.node}, ${others.length + 1} × ${model.trim()}, ${date}`);
