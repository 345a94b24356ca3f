import { afterEach, describe, expect, test, vi } from "vitest";

import type { Batch } from "./chain-file.ts";
import { Writer } from "./writer.ts";

/** A disk that can be full, or slow. */
class Disk {
  readonly path = "audit.log";
  readonly written: string[] = [];
  failing: string | undefined;
  delayMs = 0;

  readonly batch = (entries: readonly string[]): Batch => {
    const number = this.written.length + entries.length;
    const hash = `head of ${number}`;
    const bytes = Buffer.from(entries.join("\n"));
    return { bytes, position: this.written.length, last: { number, hash }, count: entries.length };
  };

  readonly write = async ({ bytes, position }: Batch): Promise<void> => {
    await sleep(this.delayMs);
    this.writeSync({ bytes, position });
  };

  readonly writeSync = ({ bytes, position }: Pick<Batch, "bytes" | "position">): void => {
    if (this.failing !== undefined) throw Object.assign(new Error("it fails"), { code: this.failing });
    this.written.splice(position, Infinity, ...Buffer.from(bytes).toString().split("\n"));
  };

  readonly confirm = (): void => undefined;
}

function writerTo(disk: Disk) {
  const [heads, problems]: [string[], string[]] = [[], []];
  const writer = new Writer(disk, {
    onHead: (head) => heads.push(head),
    onProblem: ({ message }) => problems.push(message),
  });
  return { writer, heads, problems };
}

/** By the global timer, which the tests may replace. */
function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

afterEach(() => vi.useRealTimers());

describe("a full disk", () => {
  test("is told once, tried again, and then holds everything once", async () => {
    vi.useFakeTimers();
    const disk = new Disk();
    const { writer, heads, problems } = writerTo(disk);
    disk.failing = "ENOSPC";
    for (const entry of ["1", "2"]) writer.add(entry);
    await vi.advanceTimersByTimeAsync(3_500);
    writer.add("3");
    expect([disk.written, heads]).toEqual([[], []]);
    disk.failing = undefined;
    await vi.advanceTimersByTimeAsync(1_500);
    expect(disk.written).toEqual(["1", "2", "3"]);
    expect(heads.at(-1)).toBe("head of 3");
    expect(problems).toEqual(["audit.log can't be written for now: ENOSPC"]);
    disk.failing = "EIO";
    writer.add("4");
    await vi.advanceTimersByTimeAsync(1_500);
    expect(problems).toHaveLength(2);
  });

  test("makes close reject, and is not tried again after it", async () => {
    const disk = new Disk();
    const { writer } = writerTo(disk);
    disk.failing = "ENOSPC";
    writer.add("1");
    await expect(writer.close()).rejects.toThrow("audit.log lacks its last entries (1)");
    vi.useFakeTimers();
    disk.failing = undefined;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(disk.written).toEqual([]);
  });

  test("makes close reject, and its timer is gone: nothing is written or held open later", async () => {
    vi.useFakeTimers();
    const disk = new Disk();
    const { writer, heads } = writerTo(disk);
    disk.failing = "ENOSPC";
    writer.add("1");
    await vi.advanceTimersByTimeAsync(500);
    const closed = writer.close().catch(String);
    await vi.advanceTimersByTimeAsync(10);
    expect(await closed).toContain("audit.log lacks its last entries (1)");
    expect(vi.getTimerCount()).toBe(0);
    disk.failing = undefined;
    await vi.advanceTimersByTimeAsync(5_000);
    expect([disk.written, heads]).toEqual([[], []]);
  });

  test("that has room again by then lets close succeed", async () => {
    const disk = new Disk();
    const { writer } = writerTo(disk);
    disk.failing = "ENOSPC";
    writer.add("1");
    await sleep(10);
    disk.failing = undefined;
    await writer.close();
    expect(disk.written).toEqual(["1"]);
  });
});

describe("a disk that can't keep up", () => {
  const megabyte = "x".repeat(1_048_576);

  test("makes entries wait in bounded memory; what is lost is counted among them", async () => {
    const disk = new Disk();
    const { writer, problems } = writerTo(disk);
    disk.delayMs = 20;
    for (let index = 0; index < 30; index++) writer.add(megabyte);
    await writer.close();
    const kept = disk.written.filter((entry) => entry === megabyte).length;
    expect(kept).toBeGreaterThanOrEqual(8);
    expect(kept).toBeLessThan(12);
    const lost = disk.written.find((entry) => entry.includes('"lost"'));
    expect(JSON.parse(lost ?? "")).toMatchObject({ event: "lost", entries: 30 - kept });
    expect(problems).toEqual(["audit.log can't keep up: entries are lost"]);
  });

  test("is not waited for by who adds, and gets what has gathered at once", async () => {
    const disk = new Disk();
    const { writer, heads } = writerTo(disk);
    disk.delayMs = 20;
    for (let index = 0; index < 500; index++) writer.add(String(index));
    expect(disk.written).toEqual([]);
    await writer.close();
    expect(disk.written).toHaveLength(500);
    expect(heads).toEqual(["head of 1", "head of 500"]);
  });
});

test("the end of the process writes again what was on its way", async () => {
  const disk = new Disk();
  const { writer, heads } = writerTo(disk);
  disk.delayMs = 20;
  for (const entry of ["1", "2", "3"]) writer.add(entry);
  writer.closeSync();
  expect(disk.written).toEqual(["1", "2", "3"]);
  await sleep(50);
  expect(disk.written[0]).toBe("1");
  expect(heads).toEqual(["head of 1", "head of 3"]);
});

describe("what failed while it closed is not tried again", () => {
  test("after close", async () => {
    vi.useFakeTimers();
    const disk = new Disk();
    const { writer } = writerTo(disk);
    disk.failing = "ENOSPC";
    writer.add("1");
    const closed = expect(writer.close()).rejects.toThrow("lacks its last entries");
    await vi.advanceTimersByTimeAsync(100);
    await closed;
    disk.failing = undefined;
    expect(vi.getTimerCount()).toBe(0);
  });

  test("after the process has ended, by what was on its way", async () => {
    vi.useFakeTimers();
    const disk = new Disk();
    const { writer } = writerTo(disk);
    disk.delayMs = 20;
    writer.add("1");
    writer.closeSync();
    disk.failing = "ENOSPC";
    await vi.advanceTimersByTimeAsync(20);
    expect(vi.getTimerCount()).toBe(0);
  });
});
