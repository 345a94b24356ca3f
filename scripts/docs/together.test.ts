import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { blocksOf } from "./blocks.ts";
import { layOut } from "./project.ts";
import { runExamples } from "./together.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-examples-"));
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Each text is a page with one block. */
async function checkExamples(...codes: readonly string[]): Promise<string[]> {
  const pages = codes.map((code, index) => {
    const name = `page-${index + 1}`;
    const { blocks } = blocksOf(name, code);
    return { blocks, laid: layOut(blocks, join(folder, name)) };
  });
  const problems = await runExamples(pages);
  return problems.map(({ page, line, message }) => `${page}:${line} ${message.split("\n")[0]}`);
}

const js = (...lines: readonly string[]): string => ["```js", ...lines, "```", ""].join("\n");
const output = (...lines: readonly string[]): string => ["```text output", ...lines, "```"].join("\n");

test("names the example that fails, and runs those after it", async () => {
  expect(
    await checkExamples(
      js("await 1;"),
      js('throw new Error("no");'),
      js("process.exitCode = 4;"),
      js("export const ok = 1;"),
    ),
  ).toEqual(["page-2:1 the block ended with 1", "page-3:1 the block ended with 4"]);
});

test("compares what each prints with what it says itself", async () => {
  expect(
    await checkExamples(
      js("console.log(1);") + output("1"),
      js("console.log(2);") + output("3"),
      js('process.stdout.write("no line end");') + output("no line end"),
    ),
  ).toEqual(["page-2:1 the block printed something else than the page shows:"]);
});

test("what one is still writing at its end is its own output", async () => {
  const write = js(
    'import fs from "node:fs";',
    'const say = (times) => times > 0 && fs.write(1, "late\\n", () => say(times - 1));',
    "say(20);",
  );
  const late = output(...Array.from({ length: 20 }, () => "late"));
  expect(await checkExamples(write + late, js("console.log(1);") + output("1"))).toEqual([]);
});

test("one that ends the process is to blame alone", async () => {
  expect(
    await checkExamples(
      js("process.exit(3);"),
      js("setImmediate(() => { throw new Error(); });"),
      js("Promise.reject(new Error());"),
      js("console.log(1);") + output("1"),
    ),
  ).toEqual([
    "page-1:1 the block ended with 3",
    "page-2:1 the block ended with 1",
    "page-3:1 the block ended with 1",
  ]);
});

test("each begins in its own folder, one that patches the output keeps no end from being seen", async () => {
  const write = js(
    'import fs from "node:fs"; fs.writeFileSync("a.txt", "");',
    "process.stdout.write = () => true;",
  );
  const read = js('import fs from "node:fs"; if (fs.existsSync("a.txt")) throw new Error();');
  expect(await checkExamples(write, read)).toEqual([]);
});

test("a page that needs more than Node has processes of its own", async () => {
  expect(await checkExamples("```sh\nexit 3\n```", "```sh\nexit 0\n```")).toEqual([
    "page-1:1 the block ended with 3",
  ]);
});
