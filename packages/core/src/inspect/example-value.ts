import { decode } from "../load/decode.ts";
import { defaultText } from "../schema/default-text.ts";
import type { Leaf } from "../schema/nodes.ts";
import { parseSync } from "../schema/parse.ts";
import { runsAsync } from "../schema/runs-async.ts";
import { unwrap } from "../schema/unwrap.ts";
import { sameContent } from "../secret/canonical-text.ts";
import { scanDotenv } from "../sources/dotenv/dotenv-scan.ts";

/** The value of a name in a `.env.example`. */
export interface ExampleValue {
  /** Empty where there is no default, or none that can be written. */
  readonly text: string;
  readonly isUnwritable?: true;
}

/** The default of a setting that is no secret, in each branch of a union that has one. */
export function exampleValue(leaves: readonly Leaf[]): ExampleValue {
  const [first, ...others] = leaves.flatMap((leaf) => (hasValue(leaf) ? writtenDefault(leaf) : []));
  if (first === undefined) return { text: "" };
  // Branches with several defaults: a line with one of them would be the value in the others too.
  const isOne = first.isUnwritable === undefined && others.every(({ text }) => text === first.text);
  return isOne ? first : { text: "", isUnwritable: true };
}

function hasValue({ defaultValue }: Leaf): boolean {
  return defaultValue !== undefined && defaultValue() !== undefined;
}

/** Only what comes out as the default again, once the line is read. */
function writtenDefault(leaf: Leaf): ExampleValue {
  const value = leaf.defaultValue?.();
  const text = value === null ? "null" : defaultText(value);
  const read = text === "" && value !== "" ? undefined : readBack(text);
  const isSame = read !== undefined && sameContent(outputOf(leaf, read.value), defaultOutput(leaf));
  return isSame ? { text } : { text: "", isUnwritable: true };
}

/** What `dotenv()` has for a line; an empty value is missing. Nothing where the line is a trap. */
function readBack(text: string): { readonly value: string | undefined } | undefined {
  const [line, ...more] = scanDotenv(`A=${text}`);
  if (!line || more.length > 0 || line.trap !== undefined) return undefined;
  return { value: line.value === "" ? undefined : line.value };
}

/** What zod makes of a string; where its checks are asynchronous, what it is given. */
function outputOf(leaf: Leaf, read: string | undefined): unknown {
  if (read === undefined) return defaultOutput(leaf);
  const value = decode(leaf.valueType, read);
  if (runsAsync(leaf.schema)) return value;
  const result = parseSync({ schema: leaf.schema, value });
  return "thrown" in result || result.issues.length > 0 ? NO_OUTPUT : result.value;
}

/** The configuration's value where nothing is set. A group's default is in it as it is, the schema's own as zod makes it. */
function defaultOutput({ schema, defaultValue }: Leaf): unknown {
  const value = defaultValue?.();
  if (!sameContent(value, unwrap(schema).defaultValue?.())) return value;
  const result = parseSync({ schema, value: undefined });
  return "thrown" in result || result.issues.length > 0 ? value : result.value;
}

/** Is the content of nothing else. */
const NO_OUTPUT = Symbol("none");
