import type { NamedDraft } from "./named-drafts.ts";

export interface ConfigTextOptions {
  readonly drafts: readonly NamedDraft[];
  /** Imports and declarations that the drafts' code needs. */
  readonly statements: readonly string[];
  /** What could not be taken over and is no single setting's. */
  readonly todos: readonly string[];
  /** The file's own `dotenv(…)`. */
  readonly dotenvCode: string;
}

/** The text of a `confide.config.ts`. */
export function configText({ drafts, statements, todos, dotenvCode }: ConfigTextOptions): string {
  const names = ["defineConfig", "dotenv", "env", ...(drafts.some(({ secret }) => secret) ? ["secret"] : [])];
  const hasZod = statements.some((each) => /^import\s[^;]*\bz\b[^;]*from\s+["']zod["']/.test(each));
  const imports = statements.filter((each) => each.startsWith("import"));
  const declarations = statements.filter((each) => !each.startsWith("import"));
  return [
    `import { ${names.join(", ")} } from "@confide/core";`,
    ...(hasZod ? [] : ['import * as z from "zod";']),
    ...imports,
    ...declarations.flatMap((each) => ["", each]),
    "",
    "// Importing this file reads nothing: loadConfig(definition) does, where the application starts.",
    "export default defineConfig({",
    "  schema: z.object({",
    ...todos.map((each) => `    // TODO ${each}`),
    ...groupLines(drafts, 0),
    "  }),",
    `  sources: [env(), ${dotenvCode}], // the first that has a value wins`,
    "});",
    "",
  ].join("\n");
}

/** The settings of one group; `depth` is how many names of their paths stand above. */
function groupLines(drafts: readonly NamedDraft[], depth: number): readonly string[] {
  const indent = "  ".repeat(depth + 2);
  const groups = Map.groupBy(drafts, ({ path }) => path[depth] ?? "");
  return [...groups].flatMap(([name, inside]) => {
    const [first] = inside;
    if (first === undefined) return [];
    if (inside.length === 1 && first.path.length === depth + 1) return leafLines(first, name, indent);
    return [`${indent}${keyCode(name)}: z.object({`, ...groupLines(inside, depth + 1), `${indent}}),`];
  });
}

function leafLines(draft: NamedDraft, name: string, indent: string): readonly string[] {
  const { todo, variable } = draft;
  return [
    ...(todo === undefined ? [] : [`${indent}// TODO ${variable}: ${todo}`]),
    `${indent}${keyCode(name)}: ${settingCode(draft)},`,
  ];
}

function keyCode(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** What makes it optional comes after `secret()`, so that nothing is no Secret. */
function settingCode({ code, secret, variables, isRenamed }: NamedDraft): string {
  const isOptional = code.endsWith(".optional()") && isChain(code);
  const bare = isOptional ? code.slice(0, -".optional()".length) : code;
  const [only, ...others] = variables;
  const names = others.length === 0 ? JSON.stringify(only) : JSON.stringify(variables).replaceAll(",", ", ");
  const whole = isChain(bare) ? bare : `(${bare})`;
  const named = isRenamed ? `${whole}.meta({ env: ${names} })` : bare;
  return (secret ? `secret(${named})` : named) + (isOptional ? ".optional()" : "");
}

const TOKEN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[([{]|[)\]}]|[^"'([{}\])]+/g;

/** `z.string().optional()`, at whose end there is a call of the whole; and not a choice, where it is one of the last branch. */
function isChain(code: string): boolean {
  let depth = 0;
  for (const [token] of code.matchAll(TOKEN)) {
    if (/^[([{]/.test(token)) depth++;
    else if (/^[)\]}]/.test(token)) depth--;
    else if (depth === 0 && !/^[\w$.\s]+$/.test(token)) return false;
  }
  return true;
}
