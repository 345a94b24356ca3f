import { parseSync } from "oxc-parser";
import { expect, test } from "vitest";

import { environmentReads } from "./environment-reads.ts";

function names(code: string, lang: "ts" | "tsx" | "jsx" = "ts"): readonly string[] {
  return environmentReads(parseSync("a.ts", code, { lang }).program).map(({ name }) => name);
}

test.each([
  ["a property", "process.env.A", ["A"]],
  ["in brackets", 'process.env["A"]; process.env[`B`]', ["A", "B"]],
  ["by chains", "process?.env?.A; globalThis.process?.env?.['B']", ["A", "B"]],
  [
    "in TypeScript",
    "(process.env as any).A; process.env!.B; process.env.C!; (<E>process.env).D",
    ["A", "B", "C", "D"],
  ],
  [
    "taken apart",
    'const { A, B: b = 1, "C": c, ...rest } = process.env; ({ D: x } = process.env)',
    ["A", "B", "C", "D"],
  ],
  ["of Vite", "import.meta.env.VITE_A", ["VITE_A"]],
  ["of Bun", "Bun.env.A; const { B } = Bun.env", ["A", "B"]],
  ["of Deno", 'Deno.env.get("A"); Deno.env.has(`B`)', ["A", "B"]],
  ["whether it is there", '"A" in process.env', ["A"]],
  ["by an import", 'import { env as e } from "node:process"; e.A; const { B } = e', ["A", "B"]],
  [
    "by an import of the whole",
    'import p from "node:process"; import * as q from "process"; p.env.A; q["env"].B',
    ["A", "B"],
  ],
  ["by process as it is imported", 'import process from "node:process"; process.env.A', ["A"]],
  ["by require", 'const { env } = require("process"); env.A; require("node:process").env.B', ["A", "B"]],
  ["by what has it", "const p = process; p.env.A; const { env: e, env: { B } } = p; e.C", ["A", "B", "C"]],
  ["by the global object", 'globalThis["process"]["env"]["A"]; global.process.env.B', ["A", "B"]],
  [
    "by names that are declared twice",
    "function f() { const e = process.env; e.A } function g() { const { env: e } = process; e.B }",
    ["A", "B"],
  ],
  ["taken apart in a parameter's default", "function f({ A, B: b } = process.env) {}", ["A", "B"]],
  [
    "and writes",
    "process.env.A ??= 'x'; process.env.B ||= 'x'; process.env.C += 'x'; process.env.D++",
    ["A", "B", "C", "D"],
  ],
  [
    "of Vite in other ways",
    'import.meta["env"].A; const { B } = import.meta.env; const { env } = import.meta; env.C',
    ["A", "B", "C"],
  ],
  ["by a constant", "const e = process.env; e.A; function f() { return e['B'] }", ["A", "B"]],
  ["in a default", "function f(a = process.env.A) {}", ["A"]],
])("reads %s", (_, code, expected) => {
  expect(names(code)).toEqual(expected);
});

test("reads in JSX", () => {
  expect(names("const a = <a href={process.env.A}>{import.meta.env.B}</a>", "jsx")).toEqual(["A", "B"]);
});

test.each([
  ["a write", "process.env.A = '1'; delete process.env.B"],
  [
    "another module's",
    "import { env } from 'x'; env.A; const { env: e } = require('x'); e.B; import p from 'x'; p.env.C",
  ],
  ["a name that is computed", "process.env[name]; process.env[`A_${b}`]; Deno.env.get(name)"],
  ["the whole", "spawn('x', { env: process.env }); ({ ...process.env })"],
  [
    "another thing of that name",
    "const process2 = {}; config.env.A; this.process.env.B; x.Deno.env.get('C')",
  ],
  [
    "a parameter that has the name of a constant elsewhere",
    "const env = process.env; export default { fetch(r, env) { return env.A } }",
  ],
  ["text", "// process.env.A\n'process.env.B'"],
])("%s is no read", (_, code) => {
  expect(names(code)).toEqual([]);
});
