import { expect, test } from "vitest";

import { goUnderReaper } from "./under-reaper.ts";

function first(more: object = {}) {
  const calls: unknown[][] = [];
  const execve = (...args: readonly unknown[]) => calls.push([...args]);
  const process = {
    pid: 1,
    execPath: "/node",
    execArgv: ["--no-warnings"],
    argv: ["/node", "/confide.js", "run", "--", "a b"],
    env: { A: "1" },
    execve,
    emitWarning: () => undefined,
    ...more,
  };
  goUnderReaper(process);
  return calls;
}

test("process 1 starts again below a shell, with the same arguments", () => {
  const [[file, args, env] = []] = first();
  expect([file, env]).toEqual(["/bin/sh", { A: "1" }]);
  expect((args as readonly string[]).slice(3)).toEqual([
    "confide",
    "/node",
    "--no-warnings",
    "/confide.js",
    "run",
    "--",
    "a b",
  ]);
});

test.each([[{ pid: 2 }], [{ execve: undefined }]])("not with %j", (more) => {
  expect(first(more)).toEqual([]);
});
