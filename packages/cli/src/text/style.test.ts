import { expect, test } from "vitest";

import { hasColours, styleFor } from "./style.ts";

const output = (isTTY: boolean) => ({ isTTY, columns: 80, write: () => undefined });

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: "1" }, false],
  [true, { NO_COLOR: "" }, true],
  [false, { FORCE_COLOR: "1" }, true],
  [false, { FORCE_COLOR: "" }, true],
  [true, { FORCE_COLOR: "0" }, false],
  [true, { NO_COLOR: "1", FORCE_COLOR: "1" }, true],
  [true, { TERM: "dumb" }, false],
  [true, { CI: "true" }, true],
  [false, { CI: "true" }, false],
])("on a terminal: %s, with %j, there are colours: %s", (isTTY, env, expected) => {
  expect(hasColours(output(isTTY), env)).toBe(expected);
});

test("a mark is opened and closed, and around nothing there is none", () => {
  const style = styleFor(output(true), {});
  expect(style.red("x")).toBe("\u001B[31mx\u001B[39m");
  expect(style.red("")).toBe("");
  expect(styleFor(output(false), {}).red("x")).toBe("x");
});
