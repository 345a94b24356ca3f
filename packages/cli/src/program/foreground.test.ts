import { expect, test } from "vitest";

import { foregroundOf } from "./foreground.ts";
import { comingByThemselves } from "./hand-signals.ts";

const output = { isTTY: false } as never;
const host = { pid: 12, outputs: { stdout: output, stderr: output }, hasTerminalInput: false };

test.each([
  ["in the foreground", "12 (node) S 9 12 9 34816 12 4194304", { isForeground: true, isLeader: false }],
  ["its session's leader", "12 (node) S 9 12 12 34816 12 4194304", { isForeground: true, isLeader: true }],
  ["in the background", "12 (node) S 9 12 9 34816 44 4194304", { isForeground: false, isLeader: false }],
  ["without a terminal", "12 (node) S 9 12 9 0 -1 4194304", { isForeground: false, isLeader: false }],
  [
    "with an odd name",
    "12 (a) S) 1 (b c) S 9 12 9 34816 12 4194304",
    { isForeground: true, isLeader: false },
  ],
])("a process %s", (_, stat, expected) => {
  expect(foregroundOf(host, stat)).toEqual(expected);
});

test("where the system doesn't say, a terminal as an input or output is its own", () => {
  expect(foregroundOf({ ...host, pid: 999_999_999 })).toMatchObject({ isForeground: false });
  expect(foregroundOf({ ...host, pid: 999_999_999, hasTerminalInput: true })).toMatchObject({
    isForeground: true,
  });
});

test("what a terminal says of by itself isn't handed on", () => {
  const foreground = { isForeground: true, isLeader: false };
  expect(comingByThemselves("own", foreground)).toEqual([]);
  expect(comingByThemselves("terminal", foreground)).toEqual(["SIGWINCH"]);
  expect(comingByThemselves("shared", foreground)).toEqual(["SIGINT", "SIGQUIT", "SIGWINCH", "SIGHUP"]);
  expect(comingByThemselves("shared", { ...foreground, isLeader: true })).not.toContain("SIGHUP");
});
