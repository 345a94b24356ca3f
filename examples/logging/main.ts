// pino, winston and the console side by side, with values in everything they are given. Nothing of a value is printed;
// what was caught is counted by its name.
import { env, loadConfig } from "@confide/core";
import { redactConsole, pinoRedaction, redactor, winstonRedaction } from "@confide/redact";
import { pino } from "pino";
import winston from "winston";

import definition from "./confide.config.ts";

// In place of the definition's own sources, so that this runs with nothing set.
const madeUp = {
  DATABASE_HOST: "db.example",
  DATABASE_PASSWORD: 'made-up "pass/word"',
  STRIPE_API_KEY: "made-up-stripe-key",
};
const config = await loadConfig({ ...definition, sources: [env({ from: madeUp })] });
const redacting = redactor(config, { knownFormats: true });

// What goes wrong in real life: an error quotes its URL, a request its headers.
const password = config.database.password.reveal();
const url = `postgres://shop:${encodeURIComponent(password)}@${config.database.host}/shop`;
const error = Object.assign(new Error(`no connection to ${url}`), { config: { password } });
const headers = { authorization: `Basic ${btoa(`shop:${config.stripe.apiKey.reveal()}`)}` };

const lines: string[] = [];
const print = (line: string) => {
  lines.push(line);
  process.stdout.write(line);
};

const logger = pino({ hooks: pinoRedaction(redacting), base: null, timestamp: false }, { write: print });
logger.error({ err: error }, "pino");
logger.child({ headers }).info("pino, a child");

const { format, transports } = winston;
const stream = Object.assign(new (await import("node:stream")).Writable(), {
  _write(chunk: unknown, _encoding: string, done: () => void) {
    print(String(chunk));
    done();
  },
});
winston
  .createLogger({
    format: format.combine(format.json(), winstonRedaction(redacting)),
    transports: [new transports.Stream({ stream })],
  })
  .warn("winston", { headers, reason: error.message });

const target = { log: (...values: unknown[]) => print(`${values.join(" ")}\n`) };
const undo = redactConsole(redacting, target);
target.log("console", password, JSON.stringify({ password }));
target.log("console, a key that nobody loaded", `ghp_${"x7Kq".repeat(9)}`);
undo();

const caught = new Map<string, number>();
for (const [found] of lines.join("").matchAll(/\[(?:secret|redacted) [^\]]+\]/g))
  caught.set(found, (caught.get(found) ?? 0) + 1);
console.log("\nCaught:");
for (const [found, count] of caught) console.log(`  ${String(count).padStart(2)} × ${found}`);
