import { failure } from "./errors.ts";

interface Page {
  readonly NextToken?: string | undefined;
}

export interface PagesOf {
  /** What they are of, for the error. */
  readonly name: string;
  readonly store?: string;
  /** @default none */
  readonly most?: number;
}

/**
 * All pages of an answer. A page may be empty and yet have a token for the next one.
 *
 * @throws SourceError `malformed`, where they don't end
 */
export async function* pages<P extends Page>(
  { name, store, most = Infinity }: PagesOf,
  fetchPage: (from: Page) => Promise<P>,
): AsyncGenerator<P> {
  const seen = new Set<string>();
  let from: Page = {};
  while (true) {
    const page: P = await fetchPage(from);
    yield page;
    const token: string | undefined = page.NextToken;
    if (token === undefined || token === "") return;
    if (seen.has(token) || seen.size >= most) throw failure("malformed", name, "its pages don't end", store);
    seen.add(token);
    from = { NextToken: token };
  }
}
