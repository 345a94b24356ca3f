import { EventEmitter } from "node:events";
import { PassThrough, Readable, Writable, type WritableOptions } from "node:stream";
import { pipeline } from "node:stream/promises";

import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { redactOutput, redactor } from "../index.ts";
import type { Chunk } from "../streams/chunks.ts";

const VALUE = "pässwörd-and-long";
const SHOWN = "[secret s]";
const redacting = redactor([new Secret(VALUE, "s"), new Secret("plain-and-long", "p")]);

function patched(options: WritableOptions = {}) {
  const written: Buffer[] = [];
  const output = new Writable({
    write(chunk: Chunk, encoding, done) {
      written.push(Buffer.from(chunk as string, encoding));
      done();
    },
    ...options,
  });
  const undo = redactOutput(redacting, { outputs: [output] });
  return { output, undo, written, bytes: () => Buffer.concat(written), text: () => Buffer.concat(written).toString() };
} // prettier-ignore

describe("every way to write", () => {
  const text = `a ${VALUE} b`;
  const bytes = Buffer.from(text);
  const ways: Readonly<Record<string, (output: Writable) => unknown>> = {
    "a text": (output) => output.write(text),
    "a text in UTF-8": (output) => output.write(text, "utf8"),
    "a text in UTF-8, otherwise called": (output) => output.write(text, "UTF-8" as "utf8"),
    "bytes": (output) => output.write(bytes),
    "an array of bytes": (output) => output.write(new Uint8Array(bytes)),
    "hexadecimal": (output) => output.write(bytes.toString("hex"), "hex"),
    "base64": (output) => output.write(bytes.toString("base64"), "base64"),
    "base64url": (output) => output.write(bytes.toString("base64url"), "base64url"),
    "an encoding set before": (output) => output.setDefaultEncoding("hex").write(bytes.toString("hex")),
    "the last text": (output) => output.end(text),
    "the last text in base64": (output) => output.end(bytes.toString("base64"), "base64"),
    "the last bytes": (output) => output.end(bytes, () => {}),
    "texts that wait": (output) => {
      output.cork();
      output.write(text.slice(0, 6));
      output.write(text.slice(6));
      output.uncork();
    },
    "a text past write()": (output) => output._write(text, "utf8", () => {}),
    "bytes past write()": (output) => output._write(bytes, "buffer" as "utf8", () => {}),
    "base64 past write()": (output) => output._write(bytes.toString("base64"), "base64", () => {}),
    "another stream": (output) => pipeline(Readable.from([text.slice(0, 4), text.slice(4)]), output),
    "another stream of bytes": (output) => pipeline(Readable.from([bytes.subarray(0, 4), bytes.subarray(4)]), new PassThrough(), output),
    "a web stream": async (output) => {
      const writer = Writable.toWeb(output).getWriter();
      await writer.write(text.slice(0, 5));
      await writer.write(text.slice(5));
      await writer.close();
    },
  }; // prettier-ignore

  test.each(Object.entries(ways))("%s", async (_, write) => {
    for (const decodeStrings of [true, false]) {
      const each = patched({ decodeStrings });
      await write(each.output);
      each.undo();
      expect(each.text()).toBe(`a ${SHOWN} b`);
    }
  });

  test.each(Object.entries(ways))("%s, to what writes many at once", async (_, write) => {
    const written: Buffer[] = [];
    const each = patched({
      writev(chunks, done) {
        for (const { chunk, encoding } of chunks) written.push(Buffer.from(chunk as string, encoding));
        done();
      },
    });
    await write(each.output);
    each.undo();
    expect(Buffer.concat([...each.written, ...written]).toString()).toBe(`a ${SHOWN} b`);
  });

  test("several past write()", () => {
    const written: string[] = [];
    const { output, undo } = patched({
      writev: (chunks, done) => {
        for (const { chunk } of chunks) written.push(String(chunk));
        done();
      },
    });
    const chunk = { chunk: Buffer.from(text), encoding: "buffer" as BufferEncoding };
    output._writev?.([chunk, chunk], () => {});
    undo();
    expect(written).toEqual([`a ${SHOWN} b`, `a ${SHOWN} b`]);
  });

  test.each(["latin1", "binary", "utf16le", "ucs2", "UCS-2"] as const)("a text in %s", (encoding) => {
    const { output, undo, bytes: all } = patched();
    output.write(`é ${VALUE.slice(0, 5)}`, encoding as "latin1");
    output.write(`${VALUE.slice(5)} é`, encoding as "latin1");
    output.end("ß", encoding as "latin1");
    undo();
    expect(all().toString(encoding as "latin1")).toBe(`é ${SHOWN} éß`);
  });
});

test("texts and bytes in turns, also bytes that are no text, come out as they went in", () => {
  const { output, undo, bytes } = patched();
  output.write("é text ");
  output.write(Buffer.from([0xff, 0xfe, 0xc3]));
  output.write(Buffer.from([0xa9]));
  output.write("🔑".slice(0, 1));
  output.write("🔑".slice(1));
  undo();
  expect(bytes()).toEqual(Buffer.concat([Buffer.from("é text "), Buffer.from([0xff, 0xfe, 0xc3, 0xa9]), Buffer.from("🔑")]));
}); // prettier-ignore

test("a word isn't taken for the beginning of one when the stream hands it on to itself", () => {
  const words = redactor([new Secret("admin", "w")], { onWarning: () => {} });
  for (const others of [[], [redacting], [redacting, redacting]]) {
    const { output, undo, text } = patched();
    const undos = [...others, words].map((each) => redactOutput(each, { outputs: [output] }));
    output.write("sys");
    output.write("admin and admin.");
    for (const each of [undo, ...undos].toReversed()) each();
    expect(text()).toBe("sysadmin and [secret w].");
  }
});

test("what ends with the beginning of a value is written when the output ends", async () => {
  const { output, text } = patched();
  output.write("a pässw");
  expect(text()).toBe("a ");
  await new Promise<void>((resolve) => output.end(resolve));
  expect(text()).toBe("a pässw");
});

test("what is held back is written once, however often the process and the redaction end", () => {
  const written: Buffer[] = [];
  const output = { write: (piece: Chunk) => written.push(Buffer.from(piece as string)) > 0 };
  const ending = new EventEmitter();
  const undo = redactOutput(redacting, { outputs: [output], process: ending });
  output.write(`a ${"🔑".charAt(0)}`);
  ending.emit("exit");
  output.write("b pässw");
  ending.emit("exit");
  undo();
  expect(Buffer.concat(written).toString()).toBe("a \ufffdb pässw");
  expect(ending.listenerCount("exit")).toBe(0);
});

test("callbacks are called, whatever stands before them", async () => {
  const { output, text } = patched();
  await new Promise<unknown>((resolve) => output.write("pässw", resolve));
  await new Promise<unknown>((resolve) => output.write(Buffer.from("a"), "utf8", resolve));
  await new Promise<void>((resolve) => output.end("a", "latin1", resolve));
  expect(text()).toBe("pässwaa");
});

test("what is no text is the stream's own to refuse, and objects are looked through", () => {
  const { output } = patched();
  expect(() => output.write(null)).toThrow(expect.objectContaining({ code: "ERR_STREAM_NULL_VALUES" }));
  expect(() => output.write(1)).toThrow(expect.objectContaining({ code: "ERR_INVALID_ARG_TYPE" }));
  const written: unknown[] = [];
  const objects = new Writable({
    objectMode: true,
    write(chunk, _encoding, done) {
      written.push(chunk);
      done();
    },
  });
  redactOutput(redacting, { outputs: [objects] });
  objects.write({ token: VALUE });
  expect(written).toEqual([{ token: SHOWN }]);
});

test("what is no stream of Node's gets texts for texts, and its end() may write", () => {
  const written: unknown[] = [];
  const output = {
    write: (piece: Chunk) => written.push(piece) > 0,
    end(piece: Chunk) {
      this.write(piece);
    },
  };
  const undo = redactOutput(redacting, { outputs: [output] });
  output.write(`a ${VALUE} b`);
  output.write(`a ${VALUE} b`);
  output.end("ends with pässw");
  undo();
  expect(written).toEqual([`a ${SHOWN} b`, `a ${SHOWN} b`, "ends with pässw"]);
});

test.each(["x-latin1", "latin1x", "hexadecimal", "xbase64", "utf8"])(
  "%s is a text's own encoding",
  (encoding) => {
    const written: unknown[] = [];
    const output = { write: (...piece: unknown[]) => written.push(piece[0]) > 0 };
    const undo = redactOutput(redacting, { outputs: [output] });
    output.write(`a ${VALUE} b`, encoding);
    undo();
    expect(written).toEqual([`a ${SHOWN} b`]);
  },
);

test("undone, nothing of it is left; what others put over it stays", () => {
  const { output, undo } = patched({ writev: (_chunks, done) => done() });
  expect(Object.keys(output)).toEqual(expect.arrayContaining(["write", "end"]));
  const other = () => true;
  output.write = other;
  undo();
  expect(Reflect.get(output, "write")).toBe(other);
  const again = patched();
  const before = Reflect.ownKeys(new Writable({ write: (_chunk, _encoding, done) => done() }));
  again.undo();
  expect(Reflect.ownKeys(again.output)).toEqual(before);
});
