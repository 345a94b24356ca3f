import { describe, expect, test } from "vitest";

import { hexPartsIn } from "./hex-parts.ts";

const said = (text: string) => hexPartsIn(Buffer.from(text)).map((part) => part.said.toString("latin1"));

describe("a dump", () => {
  test.each([
    ["of xxd", "00000000: 5472 3075 6234 646f 722d 756e 642d 3300  Tr0ub4dor-und-3.\n00000010: 0a0a                                     ..\n", "Tr0ub4dor-und-3\0\n\n"],
    ["in a comment", "x\n # 00000000: 5472 3075  Tr0u\n # 00000004: 6234       b4\nx\n", "Tr0ub4"],
    ["of hexdump", "0000000 7254 7530\n0000004\n", "Tr0u"],
    ["whose rows of zeros are left out", "00000000  00 00 00 00  |....|\n*\n00000040  54 72 30 75  |Tr0u|\n00000044\n", "\0\0\0\0Tr0u"],
    ["of Format-Hex", "00000000   54 72 30 75 62 34  Tr0ub4\r\n", "Tr0ub4"],
    ["in a string", String.raw`"00000000: 5472 3075  Tr0u\n00000004: 6234  b4\n"`, "Tr0ub4"],
  ])("%s", (_, text, expected) => {
    expect(said(text)).toEqual([expected]);
  }); // prettier-ignore

  test("says where each byte is", () => {
    const [part] = hexPartsIn(Buffer.from("x\n00000000: 5472 30  Tr0\n00000003: 75  u\n"));
    expect(part?.places).toEqual([12, 14, 17, 35]);
  });

  test("another one behind it is another", () => {
    expect(said("00000000: 5472  Tr\n00000000: 3075  0u\n")).toEqual(["Tr", "0u"]);
  });

  test.each(["0000000", "000000 is none", "x = 1000000;", "00000000-0000-0000-0000-000000000000"])("%s is none", (text) => {
    expect(said(text)).toEqual([]);
  });
}); // prettier-ignore

test.each([
  ["C", "unsigned char v[] = {\n  0x54, 0x72, 0x30,\n  0x75, 0x62, 0x34\n};", ["Tr0ub4"]],
  ["Go", "[]byte{0x54,0x72,0x30,0x75,0x62,0x34}", ["Tr0ub4"]],
  ["Java", "{(byte) 0x54, (byte)0x72, (byte) 0x30, (byte) 0x75, (byte) 0x62, (byte) 0x34}", ["Tr0ub4"]],
  ["other numbers", "0x5472, 0x3075, 0x6234, 0x646f, 0x722d, 0x756e", []],
  ["few", "0x54, 0x72, 0x30", []],
])("a list of %s", (_, text, expected) => {
  expect(said(text)).toEqual(expected);
});

test("a text of nothing but zeros takes no longer than another", () => {
  expect(said("0".repeat(4_000_000))).toEqual([]);
});
