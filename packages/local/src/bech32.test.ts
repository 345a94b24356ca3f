import { expect, test } from "vitest";

import { bech32Key, bech32Text } from "./bech32.ts";

/** Every letter of the alphabet in its order, and again, to 255 bits: a key of nobody's. */
const START = "AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3J";

test("each letter is five bits", () => {
  const hex = "00443214c74254b635cf84653a56d7c675be77df00443214c74254b635cf8465";
  const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
  expect(bech32Key(`${START}SW25AW4`, "AGE-SECRET-KEY-")).toEqual(bytes);
  expect(bech32Text(bytes, "AGE-SECRET-KEY-").toUpperCase()).toBe(`${START}SW25AW4`);
});

// The checksums are right: only the bits after the key's 256 aren't zero.
test.each(["3NUQGN8", "JA047AC", "5PQKMP0", "CS7S3SG"])(
  "a second text of the same bytes, which ends with %s, is none of a key",
  (end) => {
    expect(bech32Key(`${START}${end}`, "AGE-SECRET-KEY-")).toBeUndefined();
  },
);

test("a text with another prefix, or without one, is none of a key", () => {
  for (const text of ["", "SW25AW4", `X${START}SW25AW4`, `${START}SW25AW4`.replace("AGE-", "")])
    expect(bech32Key(text, "AGE-SECRET-KEY-")).toBeUndefined();
});
