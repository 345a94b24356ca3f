import { expect, test } from "vitest";

import { blocksOf } from "./blocks.ts";

const messages = (markdown: string): string[] =>
  blocksOf("page.md", markdown).problems.map(({ message }) => message);

test("reads a block with its line and what it says about itself", () => {
  const markdown = [
    "# Page",
    "",
    '```ts file=main.ts no-run="needs an account" fails',
    "a();",
    "",
    "b();",
    "```",
  ];
  expect(blocksOf("page.md", markdown.join("\n"))).toEqual({
    blocks: [
      {
        page: "page.md",
        line: 3,
        language: "ts",
        code: "a();\n\nb();\n",
        file: "main.ts",
        noRun: "needs an account",
        fails: true,
        continues: false,
        output: false,
      },
    ],
    problems: [],
  });
});

test("takes off the indentation of a block in a list", () => {
  const { blocks } = blocksOf("page.md", "- item\n\n  ```ts\n  if (a) {\n    b();\n  }\n  ```\n");
  expect(blocks[0]?.code).toBe("if (a) {\n  b();\n}\n");
});

test("finds a block in an HTML comment, and none inside another block", () => {
  const markdown = "<!--\n```sh file=.env\nPORT=80\n```\n-->\n\n````text\n```ts\n```\n````\n";
  expect(blocksOf("page.md", markdown).blocks.map(({ language }) => language)).toEqual(["sh", "text"]);
});

test.each([
  ["a language that nothing checks", "```py\n```", 'in "py"'],
  ["no language", "```\n```", 'in ""'],
  ["a word without a meaning", "```ts norun\n```", 'says "norun"'],
  ["no-run without a reason", "```ts no-run\n```", 'says "no-run" without'],
  ["no-run with an empty reason", '```ts no-run=""\n```', 'says "no-run" without'],
  ["a block that is never closed", "```ts\n", "never closed"],
])("complains about %s", (_, markdown, message) => {
  expect(messages(markdown)).toEqual([expect.stringContaining(message)]);
});
