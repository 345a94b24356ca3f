import type { Encoding } from "./encoding.ts";
import { LEAST_KEY, lineBreaks } from "./line-breaks.ts";

/** What values are made of in base64, as digits and as numbers; and what is in escapes besides, such as `&#x27;` and `\u{27}`. */
const ALWAYS = Array.from({ length: 128 }, (_, unit) =>
  Number(/[\w+/=, :;#{}-]/.test(String.fromCharCode(unit))),
);
const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d];

/** The units of ASCII that an escape has to say to be of use. Most escapes of a log say a quote or a line's end, and no value has one. */
export class Wanted {
  /** What is beyond ASCII is left out. */
  readonly #units = Uint8Array.from(ALWAYS);

  /** @param encodings What is read, in what others say too. */
  constructor(values: readonly string[], encodings: readonly Encoding[]) {
    const marks = encodings.filter((each) => each !== lineBreaks).flatMap((each) => each.marks);
    for (const text of [...values, ...marks])
      for (let at = 0; at < text.length; at++) this.#units[text.charCodeAt(at)] = 1;
  }

  /**
   * Of a line's end, where the line may go on.
   *
   * @param at Where the escape begins.
   */
  has(unit: number, source: string, at: number): boolean {
    return (
      this.#units[unit] !== 0 || ((unit === LINE_FEED || unit === CARRIAGE_RETURN) && mayEnd(source, at))
    );
  }
}

/** Whether a line of a key, of a list or of a mail may end there, some of it written by escapes. */
function mayEnd(source: string, end: number): boolean {
  return MAY_END.test(source.slice(Math.max(0, end - LEAST_KEY), end));
}

const MAY_END = new RegExp(String.raw`=|\\[uUx0-7]|\d,$|^[\w+/\\-]{${LEAST_KEY}}$`);
