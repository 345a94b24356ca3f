import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { notifySignal } from "./signal.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "confide-pid-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const NOTICE = { name: "n", store: "s", rotationId: "r", version: "2", previousVersion: "1", timeMs: 0 };
const context = { signal: new AbortController().signal };

test("the process in the file gets its signal", async () => {
  const pidFile = join(folder, "app.pid");
  writeFileSync(pidFile, `${process.pid}\n`);
  const got = once(process, "SIGHUP");
  await notifySignal({ pidFile })(NOTICE, context);
  expect((await got)[0]).toBe("SIGHUP");
});

test.each(["", "0", "1", "-1", "12 34", "canary"])(
  "%j is no process that could be meant",
  async (content) => {
    const pidFile = join(folder, "app.pid");
    writeFileSync(pidFile, content);
    await expect(notifySignal({ pidFile })(NOTICE, context)).rejects.toThrow(
      `${pidFile} holds no number of a process`,
    );
  },
);

test("a missing file is an error of its own", async () => {
  const pidFile = join(folder, "none");
  await expect(notifySignal({ pidFile })(NOTICE, context)).rejects.toThrow(
    `${pidFile}, which should name a process, isn't there`,
  );
});

test("a folder, a huge file and bytes that are no text are refused", async () => {
  const pidFile = join(folder, "app.pid");
  writeFileSync(pidFile, "");
  truncateSync(pidFile, 300 * 1024 * 1024);
  await expect(notifySignal({ pidFile })(NOTICE, context)).rejects.toMatchObject({ reason: "too-large" });
  writeFileSync(pidFile, Buffer.from([0x31, 0xff]));
  await expect(notifySignal({ pidFile })(NOTICE, context)).rejects.toMatchObject({ reason: "malformed" });
  await expect(notifySignal({ pidFile: folder })(NOTICE, context)).rejects.toMatchObject({
    reason: "malformed",
  });
});

test.skipIf(process.platform === "win32")("a FIFO to which nobody writes ends with the notice", async () => {
  const pidFile = join(folder, "app.pid");
  execFileSync("mkfifo", [pidFile]);
  const ended = { signal: AbortSignal.timeout(20) };
  await expect(notifySignal({ pidFile })(NOTICE, ended)).rejects.toMatchObject({ reason: "timeout" });
});
