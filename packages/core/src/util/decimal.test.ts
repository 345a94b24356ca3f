import fc from "fast-check";
import { expect, test } from "vitest";

import { decimalLoss } from "./decimal.ts";

test.each<[loss: string | undefined, texts: readonly string[]]>([
  [undefined, ["0", "-0.000", "0e-400", ".5", "5.", "0.1", "0.1000000000000000055511151231257827"]],
  [undefined, ["9007199254740992", "9007199254740992.000", "9.007199254740992E15", "-90071992547409920e-1"]],
  [undefined, ["1e21", "1e23", "100000000000000000000000e0", "1152921504606847000", "1152921504606846976"]],
  [undefined, ["1.7976931348623157e308", "2.2250738585072014e-308", "5e-324", "-5e-324", "1.5e-323"]],
  [undefined, ["", "x", "0x20000000000001", "Infinity", "NaN", "1e", "1 e400"]],
  [
    "integer",
    [
      "9007199254740993",
      " -0009007199254740993 ",
      "123456789012345678",
      "100000000000000000000000",
      "9".repeat(400),
    ],
  ],
  ["large", ["9007199254740993.0", "9007199254740993e0", "900719925474099.3e1", "-9.007199254740993e+15"]],
  ["large", ["9007199254740992.5", "12345678901234567.5", "1e400", "-1E400", "1.7976931348623159e308"]],
  ["small", ["1e-400", "-1e-400", "0.0001e-321", `0.${"0".repeat(400)}1`, "2e-324", "3e-324"]],
])("a number loses (%s)", (loss, texts) => {
  expect(texts.map(decimalLoss)).toEqual(texts.map(() => loss));
});

test("nothing is lost of what JavaScript writes for a number", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(decimalLoss(String(number))).toBeUndefined();
      expect(decimalLoss(number.toExponential())).toBeUndefined();
    }),
  );
});

test("an integer, however it is spelled, is held exactly or as JavaScript writes it, or is a loss", () => {
  const zeros = fc.nat({ max: 20 });
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 25n }), zeros, (integer, moved) => {
      const number = Number(integer);
      const isExact = BigInt(number) === integer || number < 2 ** 53;
      const isOwn = isOwnSpelling(integer);
      const digits = String(integer);
      const shifted = `${digits}${"0".repeat(moved)}e-${moved}`;
      for (const text of [`${digits}.0`, shifted, `${digits}e0`])
        expect(decimalLoss(text)).toBe(isExact || isOwn ? undefined : "large");
      expect(decimalLoss(digits)).toBe(isExact || String(number) === digits ? undefined : "integer");
    }),
  );
});

/** `1e+23` and `1152921504606847000` as the integers that they look like. */
function isOwnSpelling(integer: bigint): boolean {
  const [digits = "", exponent = "0"] = String(Number(integer)).split("e");
  const [whole = "", fraction = ""] = digits.split(".");
  const power = BigInt(Number(exponent) - fraction.length);
  return power >= 0n && BigInt(whole + fraction) * 10n ** power === integer;
}

test("reads a megabyte of zeros", () => {
  const zeros = "0".repeat(1_000_000);
  expect(decimalLoss(`${zeros}1${zeros}`)).toBe("integer");
  expect(decimalLoss(`0.${zeros}1`)).toBe("small");
  expect(decimalLoss(`1.${zeros}1e20`)).toBe("large");
});
