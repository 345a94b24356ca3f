interface Page {
  readonly NextToken?: string | undefined;
}

/** All pages of an answer. A page may be empty and yet have a token for the next one. */
export async function* pages<P extends Page>(fetchPage: (from: Page) => Promise<P>): AsyncGenerator<P> {
  let from: Page | undefined = {};
  while (from) {
    const page: P = await fetchPage(from);
    yield page;
    from = page.NextToken === undefined || page.NextToken === "" ? undefined : { NextToken: page.NextToken };
  }
}
