/** A stretch of text that is taken out, and what is written in its place. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** How far the match went that gave the label: of two that begin at one place, the longer names the span. */
  readonly named: number;
  /** A loaded value names a span before a format does that only looks like one. */
  readonly known: boolean;
}

/**
 * What was found, overlaps merged as they come: matches have to arrive in the order of their starts, or in that of their
 * ends. Either way each merge takes a span off the list, so that even a text of nothing but matches costs linear time.
 */
export class Spans {
  readonly list: Span[] = [];

  add(start: number, end: number, label: string, known = true): void {
    const last = this.list.at(-1);
    // One value again and again, each match over the end of the one before: as many spans would take long to merge.
    if (
      last &&
      start > last.start &&
      start < last.end &&
      end > last.end &&
      last.label === label &&
      last.known === known
    )
      this.list[this.list.length - 1] = { ...last, end };
    else this.merge({ start, end, label, named: end, known });
  }

  merge(added: Span): void {
    let span = added;
    for (let last = this.list.at(-1); last !== undefined && last.end > span.start; last = this.list.at(-1)) {
      this.list.pop();
      span = joined(last, span);
    }
    this.list.push(span);
  }
}

/** Several lists as one, in the order of the text. */
export function mergedSpans(lists: readonly (readonly Span[])[]): readonly Span[] {
  let only = NO_SPANS;
  for (const list of lists) {
    if (list.length === 0) continue;
    if (only.length > 0) return merged(lists.flat());
    only = list;
  }
  return only;
}

export const NO_SPANS: readonly Span[] = [];

export function merged(list: readonly Span[]): readonly Span[] {
  const spans = new Spans();
  for (const span of list.toSorted((a, b) => a.start - b.start)) spans.merge(span);
  return spans.list;
}

function joined(a: Span, b: Span): Span {
  const { label, named, known } = namesIt(a, b) ? a : b;
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end), label, named, known };
}

function namesIt(a: Span, b: Span): boolean {
  if (a.known !== b.known) return a.known;
  return a.start === b.start ? a.named > b.named : a.start < b.start;
}
