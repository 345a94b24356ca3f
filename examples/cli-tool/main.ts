import { parseArgs } from "node:util";

import { ConfigError, explain, formatExplanation, loadConfig } from "@confide/core";

import { commandLine } from "./cli.ts";
import { list } from "./shelf.ts";

const argv = process.argv.slice(2);
const { definition, usage } = commandLine(argv, process.env, process.cwd());
const { values } = parseArgs({
  args: argv,
  options: { help: { type: "boolean", short: "h" }, version: { type: "boolean" } },
  strict: false,
});

if (values.help) console.log(usage);
else if (values.version) console.log("shelf 0.0.0");
else await run();

async function run(): Promise<void> {
  try {
    const settings = await loadConfig(definition);
    if (settings.verbose) console.error(formatExplanation(explain(settings)));
    console.log(list(settings));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`${error.message}\n\nshelf --help lists the options.`);
    process.exitCode = 2;
  }
}
