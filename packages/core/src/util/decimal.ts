/** What a number can't hold of the decimal that a string spells. */
export type DecimalLoss = "integer" | "large" | "small";

/** From here on a number lacks whole integers. */
const FIRST_INEXACT = 2 ** 53;
/** Below it a number lacks digits, and in the end all of them. */
const LEAST_NORMAL = 2 ** -1022;

/**
 * Why a number would be another than the string says. Between the two limits a number is the nearest to any decimal, as
 * everyone expects of `0.1`. Beyond them it has to be exact, or spelled as JavaScript spells the number: `1e23` is
 * 99999999999999991611392. Who writes an integer with all its digits means all of them.
 */
export function decimalLoss(text: string): DecimalLoss | undefined {
  const number = Number(text);
  const size = Math.abs(number);
  if (!(size >= FIRST_INEXACT || size < LEAST_NORMAL)) return undefined;
  const [written, own] = [canonical(text), String(number)];
  const isInteger = /^\s*[+-]?\d+\s*$/.test(text);
  if (written === undefined) return undefined;
  if (written === canonical(own) && !(isInteger && own.includes("e"))) return undefined;
  if (size < LEAST_NORMAL) return "small";
  if (size !== Infinity && written === canonical(String(BigInt(number)))) return undefined;
  return isInteger ? "integer" : "large";
}

const DECIMAL = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?\s*$/i;

/** One text for each value: its digits without zeros around them, and an exponent. Nothing for what is no decimal. */
function canonical(text: string): string | undefined {
  const [match, sign, whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(text) ?? [];
  if (match === undefined) return undefined;
  const digits = (whole + fraction).replace(/^0+/, "");
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  if (end === 0) return "0";
  const power = Number(exponent) - fraction.length + digits.length - end;
  return `${sign === "-" ? "-" : ""}${digits.slice(0, end)}e${power}`;
}
