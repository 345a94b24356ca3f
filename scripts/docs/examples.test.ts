import { expect, test } from "vitest";

import { examplesOf } from "./examples.ts";

const source = (...docstring: readonly string[]): string =>
  ["const before = 1;", "  /**", ...docstring.map((line) => `   * ${line}`.trimEnd()), "   */", "a();"].join(
    "\n",
  );

test("reads the block of an @example with its line in the file, without what makes it a comment", () => {
  const code = source("A.", "", "@example", "```ts fails", "if (a) {", "  b();", "}", "```");
  const { blocks, problems } = examplesOf("a.ts", code);
  expect(problems).toEqual([]);
  expect(blocks).toEqual([
    expect.objectContaining({
      page: "a.ts",
      line: 6,
      language: "ts",
      fails: true,
      code: "if (a) {\n  b();\n}\n",
    }),
  ]);
});

test("reads every @example of a file, and every block of one", () => {
  const first = source("@example", "```ts", "a();", "```", "", "```text output", "1", "```");
  const second = source("@example A title", "```ts", "b();", "```");
  const { blocks } = examplesOf("a.ts", `${first}\n${second}`);
  expect(blocks.map(({ line, code }) => [line, code])).toEqual([
    [4, "a();\n"],
    [8, "1\n"],
    [16, "b();\n"],
  ]);
});

test("reads no block outside an @example, in another comment or in a string", () => {
  const fence = ["```ts", "a();", "```"];
  const code = [
    source("Not so:", ...fence, "@returns", ...fence),
    "/* @example",
    ...fence,
    "*/",
    "const text = `/**",
    "@example",
    "*/`;",
  ].join("\n");
  expect(examplesOf("a.ts", code)).toEqual({ blocks: [], problems: [] });
});

test("what console.log prints stands behind it in a comment", () => {
  const outputsOf = (...code: readonly string[]): readonly string[] =>
    examplesOf("a.ts", source("@example", "```ts", ...code, "```"))
      .blocks.filter(({ output }) => output)
      .map(({ code: expected }) => expected);
  expect(outputsOf("const a = 1;", "console.log(a); // 1", "console.log(b()); // 2 [c]")).toEqual([
    "1\n2 [c]\n",
  ]);
  expect(outputsOf("console.log(a); // 1", "console.log(b);")).toEqual([]);
  expect(outputsOf("a(); // 1")).toEqual([]);
});

test("an @example without a block is a problem: nothing would run it", () => {
  const code = source("@example", "a();", "@returns", "```ts", "b();", "```");
  expect(examplesOf("a.ts", code)).toEqual({
    blocks: [],
    problems: [{ page: "a.ts", line: 3, message: "the @example has no block of code" }],
  });
});

test("what a page's block may not say, an example may not say either", () => {
  const code = source("@example", "```py", "a()", "```");
  const [problem] = examplesOf("a.ts", code).problems;
  expect(problem).toMatchObject({ page: "a.ts", line: 4 });
  expect(problem?.message).toContain('in "py"');
});
