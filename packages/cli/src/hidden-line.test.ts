import fc from "fast-check";
import { expect, test } from "vitest";

import { HiddenLine } from "./hidden-line.ts";

function typed(...chunks: readonly string[]): [string, string] {
  const line = new HiddenLine();
  let state = "open";
  for (const chunk of chunks) state = line.feed(chunk);
  return [state, line.text];
}

const [START, END] = ["\u001B[200~", "\u001B[201~"];

test.each<[readonly string[], string, string]>([
  [["ab", "c"], "open", "abc"],
  [["abc\r"], "done", "abc"],
  [["abc\r\n"], "done", "abc"],
  [["abx\u007Fc\n"], "done", "abc"],
  [["a👍\bb\r"], "done", "ab"],
  [["wrong\u0015right\r"], "done", "right"],
  [["abc\u0003"], "cancelled", "abc"],
  [["\u0004"], "cancelled", ""],
  [["abc\u0004"], "done", "abc"],
  [["a\u001B[D\u001B[1;5Cb\u001BOPc\u001Bxd\r"], "done", "abcd"],
  [["one\rtwo\r"], "several", "one"],
  [[`${START}one\rtwo\r\nthree${END}`, "\r"], "done", "one\ntwo\nthree"],
  [["\u001B[20", "0~a\u001B", "[201", "~b\r"], "done", "ab"],
  [[`${START}a\u001B[Ab${END}\r`], "done", "a\u001B[Ab"],
])("%j comes to %s", (chunks, state, text) => {
  expect(typed(...chunks)).toEqual([state, text]);
});

test("is the same however the keys come in chunks", () => {
  const keys = fc.constantFrom("a", "é", "👍", "\u007F", "\u0015", "\u001B[A", START, END, " ");
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 12 }), fc.nat(30), (pressed, cut) => {
      const text = pressed.join("");
      const at = Array.from(text).slice(0, cut).join("").length;
      expect(typed(text.slice(0, at), text.slice(at))[1]).toBe(typed(text)[1]);
    }),
  );
});
