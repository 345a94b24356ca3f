import type { Policy } from "@confide/core/adapter";

/** What a policy allows, one right a sentence; its order and its grouping don't matter. `undefined`: it can't be read. */
export type Grants = ReadonlySet<string>;

/** The format says how the text is written: IAM's JSON, Vault's HCL, or a script. */
export function grantsIn(format: Policy["format"], text: string): Grants | undefined {
  if (format === "json") return jsonGrants(text);
  return format === "hcl" ? hclGrants(text) : scriptGrants(text);
}

function jsonGrants(text: string): Grants | undefined {
  try {
    const { Statement: statements } = JSON.parse(text) as { readonly Statement?: unknown };
    return statements === undefined ? undefined : new Set([statements].flat().flatMap(statementGrants));
  } catch {
    return undefined;
  }
}

/** An action on a resource each. What else a statement has restricts it, and is kept after it. */
function statementGrants(statement: unknown): readonly string[] {
  const { Sid: _, Effect, Action, Resource, ...more } = statement as Readonly<Record<string, unknown>>;
  const rest = Object.keys(more).length === 0 ? "" : ` if ${sortedJson(more)}`;
  const effect = Effect === "Allow" ? "" : `${String(Effect)} `;
  return texts(Action).flatMap((action) =>
    texts(Resource).map((resource) => `${effect}${action} on ${resource}${rest}`),
  );
}

/** IAM takes one text, or a list. */
function texts(given: unknown): readonly string[] {
  return [given].flat().filter((each) => typeof each === "string");
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

const RULE = /path\s+("(?:[^"\\]|\\.)*")\s*\{\s*capabilities\s*=\s*(\[[^\]]*\])\s*\}/g;
/** A comment, or a string, in which there is none. */
const COMMENT = /"(?:[^"\\]|\\.)*"|(?:#|\/\/).*$/gm;

/** Rules of paths with capabilities alone, as Vault's policies mostly are: anything else in it can't be compared. */
function hclGrants(text: string): Grants | undefined {
  const bare = text.replace(COMMENT, (found) => (found.startsWith('"') ? found : ""));
  if (bare.replace(RULE, "").trim() !== "") return undefined;
  try {
    return new Set(
      bare.matchAll(RULE).flatMap(([, path = "", capabilities = ""]) => {
        const listed = JSON.parse(capabilities.replace(/,\s*\]$/, "]")) as readonly string[];
        return listed.map((capability) => `${capability} on ${JSON.parse(path) as string}`);
      }),
    );
  } catch {
    return undefined;
  }
}

/** A command a line. */
function scriptGrants(text: string): Grants {
  const lines = text.split("\n").map(scriptLine);
  return new Set(lines.filter((line) => line !== ""));
}

/** A line as it counts: nothing of a comment. */
export function scriptLine(line: string): string {
  const bare = line.trim().replaceAll(/\s+/g, " ");
  return bare.startsWith("#") ? "" : bare;
}

/** Whether a right with wildcards, of the same format, holds another one. One with a condition may not. */
export function isWiderThan(format: Policy["format"], wide: string, grant: string): boolean {
  const [action, resource] = grantParts(wide);
  const [wanted, place] = grantParts(grant);
  if (format === "shell" || / if \{/.test(wide) || resource === undefined || place === undefined)
    return false;
  const text = format === "json" ? globOf : vaultGlob;
  return (
    wide !== grant && globOf(action.toLowerCase()).test(wanted.toLowerCase()) && text(resource).test(place)
  );
}

function grantParts(grant: string): readonly [action: string, resource: string | undefined] {
  const at = grant.indexOf(" on ");
  return at === -1 ? [grant, undefined] : [grant.slice(0, at), grant.slice(at + " on ".length)];
}

/** IAM's: `*` is any text, `?` one character. */
function globOf(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[^\w*?]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}

/** Vault's: `*` at the end is any text, `+` a part of the path. */
function vaultGlob(pattern: string): RegExp {
  const source = pattern
    .replaceAll(/[^\w+]/g, String.raw`\$&`)
    .replaceAll("+", "[^/]+")
    .replace(/\\\*$/, ".*");
  return new RegExp(`^${source}$`, "s");
}
