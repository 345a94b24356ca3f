import { PassThrough } from "node:stream";
import { setImmediate } from "node:timers/promises";

import { Secret } from "@confide/core";
import { redactor } from "@confide/redact";
import fc from "fast-check";
import { expect, test } from "vitest";

import { flow } from "./flow.ts";

const SECRET = "abcabd-pässwörd";
const redaction = () => redactor([new Secret(SECRET, "s")]).chunks();

class Output {
  readonly written: string[] = [];
  readonly isTTY = false;
  isClosed = false;
  block: Promise<void> = Promise.resolve();

  readonly size = () => ({ columns: 80, rows: 24 });
  readonly onResize = () => () => undefined;
  readonly write = async (chunk: string | Uint8Array): Promise<void> => {
    await this.block;
    if (this.isClosed) throw new Error("EPIPE");
    this.written.push(Buffer.from(chunk as string).toString("latin1"));
  };

  get text(): string {
    return Buffer.from(this.written.join(""), "latin1").toString();
  }
}

test("whatever the chunks, no secret is in what is written, and all else is", async () => {
  const words = fc.constantFrom(SECRET, "abcabd", "pässwörd", "\n", "x", "ö");
  await fc.assert(
    fc.asyncProperty(
      fc.array(words),
      fc.array(fc.nat({ max: 20 }), { minLength: 1 }),
      async (parts, cuts) => {
        const bytes = Buffer.from(parts.join(""));
        const [from, output] = [new PassThrough(), new Output()];
        const { drain } = flow(from, redaction(), output);
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const end = at + (cuts[turn % cuts.length] ?? 0) + 1;
          from.write(bytes.subarray(at, end));
          at = end;
        }
        from.end();
        await drain();
        expect(output.text).toBe(redactor([new Secret(SECRET, "s")]).redact(parts.join("")));
        expect(output.text).not.toContain(SECRET);
      },
    ),
  );
});

test("the program waits for whoever reads", async () => {
  const [from, output] = [new PassThrough({ highWaterMark: 10 }), new Output()];
  const { promise, resolve } = Promise.withResolvers<void>();
  output.block = promise;
  const { drain } = flow(from, redaction(), output);
  let taken = 0;
  while (from.write(Buffer.from("0123456789")) || taken < 3) {
    taken++;
    await setImmediate();
    if (taken > 100) break;
  }
  expect(taken).toBeLessThan(100);
  resolve();
  from.end();
  await drain();
  expect(output.text).toMatch(/^(0123456789)+$/);
});

test("where nobody reads any more, the program's pipe is closed", async () => {
  const [from, output] = [new PassThrough(), new Output()];
  output.isClosed = true;
  const { drain } = flow(from, redaction(), output);
  from.write(Buffer.from("text\n"));
  await drain();
  expect(from.destroyed).toBe(true);
});

test("once the program has ended, a pipe that stays open is waited for only while it isn't silent", async () => {
  const [from, output] = [new PassThrough(), new Output()];
  const { drain } = flow(from, redaction(), output, 50);
  from.write(Buffer.from("the end: abcabd-"));
  await drain();
  expect([output.text, from.destroyed]).toEqual(["the end: abcabd-", true]);
});
