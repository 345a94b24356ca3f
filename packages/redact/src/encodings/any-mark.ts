import type { Encoding } from "./encoding.ts";
import { literal } from "./literal.ts";

/** Whether a text has a mark of some encodings. Most texts have none, and then none of these encodings is read. */
export class AnyMark {
  readonly #expressions: readonly RegExp[];

  constructor(encodings: readonly Encoding[]) {
    const marks = encodings.flatMap(shortestMarks);
    // Node looks at sixteen characters at once for a single one, and one by one for more.
    const parts = [
      marks.filter((mark) => mark.text.length === 1),
      marks.filter((mark) => mark.text.length > 1),
    ];
    this.#expressions = parts.filter((each) => each.length > 0).map(anyOf);
  }

  isIn(text: string): boolean {
    for (const each of this.#expressions) if (each.test(text)) return true;
    return false;
  }
}

interface Mark {
  readonly text: string;
  readonly isInner: boolean;
}

/** Where a mark is a part of another one, it is enough to look for the part. */
function shortestMarks({ marks, isInner = false }: Encoding): readonly Mark[] {
  const isShortest = (mark: string) => !marks.some((other) => other !== mark && mark.includes(other));
  return marks.filter(isShortest).map((text) => ({ text, isInner }));
}

function anyOf(marks: readonly Mark[]): RegExp {
  return new RegExp(marks.map(({ text, isInner }) => literal(text) + (isInner ? "[^]" : "")).join("|"));
}
