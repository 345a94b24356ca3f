// A process of its own, so that a server's work is no work of the program that is measured: `main.ts VENDOR COUNT
// ROUND_TRIP_MS` prints how to reach it and serves until its input ends.
import { distance } from "./distance.ts";
import { fakes, type Vendor } from "./fakes.ts";
import { FIRST_NAME, secretNames } from "./names.ts";

const [vendor = "", count = "", roundTripMs = ""] = process.argv.slice(2);
const near = await fakes[vendor as Vendor]([FIRST_NAME, ...secretNames(Number(count))]);
const port = roundTripMs === "0" ? near.port : await distance(near.port, Number(roundTripMs));
console.log(JSON.stringify({ ...near, port }));
process.stdin.on("end", () => process.exit()).resume();
