import { ConfigError, withoutSourceLine } from "../report/config-error.ts";
import { parse, type ParseResult, parseSync } from "../schema/parse.ts";
import { type Loaded, provenanceOf, remember } from "./provenance.ts";
import { beside } from "./besides.ts";
import { caughtWarnings } from "./caught.ts";
import { fewProblems } from "./few-problems.ts";
import { freeze } from "../util/freeze.ts";
import { innerNameProblems, innerNames, innerNameWarnings } from "./inner-names.ts";
import { leftOutWarnings } from "./left-out.ts";
import { inputOf, inputParts, type Input } from "./input.ts";
import { withItemPlaces } from "./item-places.ts";
import { validate } from "./validate.ts";
import { inSchemaOrder } from "./schema-order.ts";
import { schemaError } from "./schema-error.ts";
import { withQuotes, withTraps } from "./trapped.ts";
import { strictProblems, warningsOf, withFixes } from "./warnings.ts";
import type { Gathered } from "./gathered.ts";

/** The second half of a load, once all sources have answered: decodes and validates. */
export async function conclude(gathered: Gathered): Promise<Loaded> {
  const { plan, resolution } = gathered;
  try {
    const tree = inputOf(plan, resolution);
    const parsed = await parse({ schema: plan.schema, value: tree.value });
    const parts = "thrown" in parsed ? await Promise.all(inputParts(tree).map(parse)) : [];
    return finish(gathered, tree, parsed, parts);
  } catch (error) {
    throw schemaError(error);
  }
}

/** The same where every check is synchronous. */
export function concludeSync(gathered: Gathered): Loaded {
  const { plan, resolution } = gathered;
  try {
    const tree = inputOf(plan, resolution);
    const parsed = parseSync({ schema: plan.schema, value: tree.value });
    const parts = "thrown" in parsed ? inputParts(tree).map(parseSync) : [];
    return finish(gathered, tree, parsed, parts);
  } catch (error) {
    throw schemaError(error);
  }
}

/** The configuration, frozen; or all problems in one error. */
function finish(gathered: Gathered, tree: Input, parsed: ParseResult, parts: readonly ParseResult[]): Loaded {
  const { plan, resolution } = gathered;
  const input = { ...gathered, tree };
  const { value: config, problems: found } = validate(input, parsed, parts);
  const inner = innerNames(input);
  const invalid = innerNameProblems(input, inner, found);
  const all = withFixes(plan, resolution, [...invalid, ...strictProblems(plan, resolution)]);
  const problems = withItemPlaces(
    resolution,
    withTraps(resolution, withQuotes(plan, resolution, fewProblems(all))),
  );
  if (problems.length > 0) {
    const sorted = inSchemaOrder(plan, problems);
    const warnings = warningsOf(plan, resolution);
    throw beside(warnings, withoutSourceLine(new ConfigError(sorted), "node-do-not-add-exception-line"));
  }
  const provenance = provenanceOf(input, [
    ...innerNameWarnings(input, inner),
    ...caughtWarnings(input),
    ...leftOutWarnings(input, config),
  ]);
  remember(config, provenance);
  freeze(config);
  return { config, provenance, resolution };
}
