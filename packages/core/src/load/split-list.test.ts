import { describe, expect, test } from "vitest";

import { splitItems, splitPairs } from "./split-list.ts";
import { Undecodable } from "./undecodable.ts";

const WHOLE = "has quotes around all of it: take them out, or write a JSON list";
const WHOLE_PAIRS = "has quotes around all of it: take them out, or write JSON";
const QUOTED_NAME = (item: number) =>
  `item ${item} of the list has quotes around its name: take them out, or write JSON`;
const SINGLE = (item: number) =>
  `item ${item} of the list begins with a single quote: use double ones, or a JSON list`;
const OPEN = (item: number) => `item ${item} of the list begins with a quote that doesn't close`;
const BEHIND = (item: number) =>
  `item ${item} of the list has text behind its closing quote: double each quote in it, or write a JSON list`;
const EMPTY = (item: number) => `item ${item} of the list is empty`;

function outcome(split: unknown): unknown {
  return split instanceof Undecodable ? split.faults.map(({ message }) => message).join() : split;
}

describe("items", () => {
  test.each<[string, unknown]>([
    ["", []],
    ["a", ["a"]],
    ["a, b ,c", ["a", "b", "c"]],
    ['"a,b",c', ["a,b", "c"]],
    ['a, "b, c" ,d', ["a", "b, c", "d"]],
    ['" a ","b"', [" a ", "b"]],
    ['"a"', ["a"]],
    ['"a ""b"" c",d', ['a "b" c', "d"]],
    ['"",a', ["", "a"]],
    ['say "hi", there', ['say "hi"', "there"]],
    ["it's, that's", ["it's", "that's"]],
    ["'tis, fine", ["'tis", "fine"]],
    ["C:\\a,\\\\b\\c", ["C:\\a", "\\\\b\\c"]],
    ["a=1,b", ["a=1", "b"]],
    ["a,,b", EMPTY(2)],
    ["a,", EMPTY(2)],
    ['"a",', EMPTY(2)],
    [",", EMPTY(1)],
    ['"a,b', OPEN(1)],
    ['a,"b,c""', OPEN(2)],
    ['"a"b,c', BEHIND(1)],
    ['"a\\"b",c', BEHIND(1)],
    ["'a,b',c", SINGLE(1)],
    ["'a'", SINGLE(1)],
    ["a, 'b', c", SINGLE(2)],
    ['"a,b"', WHOLE],
    ["'a,b'", SINGLE(1)],
    ["a','b", SINGLE(2)],
    ["a,b',c,'d", SINGLE(4)],
    ["'", ["'"]],
  ])("%j", (text, items) => {
    expect(outcome(splitItems(text))).toEqual(items);
  });
});

describe("pairs", () => {
  test.each<[string, unknown]>([
    ["", {}],
    ["a=1, b = 2", { a: "1", b: "2" }],
    ['a=1,b="x,y"', { a: "1", b: "x,y" }],
    ['a = "x=1, y" ,b=" z "', { a: "x=1, y", b: " z " }],
    ['a=say "hi",b=""', { a: 'say "hi"', b: "" }],
    ["a=,b=1", { a: "", b: "1" }],
    ["a=it's,b=1", { a: "it's", b: "1" }],
    ['a="x,y', OPEN(1)],
    ['a="x"y,b=1', BEHIND(1)],
    ["a='x,y',b=1", SINGLE(1)],
    ["a=x',b='y", SINGLE(2)],
    ['"a=1,b=2"', WHOLE_PAIRS],
    ['"a=1"', WHOLE_PAIRS],
    ["'a=1'", WHOLE_PAIRS],
    ["'a=1,b=2'", WHOLE_PAIRS],
    ['"a=1,b="2""', WHOLE_PAIRS],
    ['"a=', QUOTED_NAME(1)],
    ['"a"=1,b="2"', QUOTED_NAME(1)],
    ['b=2, "a=b"=1', QUOTED_NAME(2)],
    ['"a,b"=1', BEHIND(1)],
    ["'a'=1,b=2", QUOTED_NAME(1)],
    ['a"b=1', { 'a"b': "1" }],
    ["'tis=1,b=2", { "'tis": "1", b: "2" }],
    ["a=1,,b=2", EMPTY(2)],
    ["a=1,b", "expected JSON, or a=1,b=2, but the string is neither"],
    ["a=1,a=2", "holds a name twice"],
    ["a=1,__proto__=2", "holds a name that is refused"],
  ])("%j", (text, pairs) => {
    expect(outcome(splitPairs(text))).toEqual(pairs);
  });
});

test.each(['"', '""', '",', '"a",', "a,", "'a,"])("a megabyte of %j is split in one pass", (part) => {
  const started = performance.now();
  splitItems(part.repeat(2 ** 20 / part.length));
  splitPairs(`a=${part.repeat(2 ** 20 / part.length)}`);
  expect(performance.now() - started).toBeLessThan(2_000);
});
