const LONGEST_MARK = 40;
/** Of letters and digits: `sk_live_`, `AKIA` and `github_pat_11` have none so long, a key has. */
const RUN_OF_A_KEY = /(?=[A-Za-z]*\d)[A-Za-z\d]{6,}/;

/**
 * Whether a text that a schema asks of a secret is the mark of a format, which every reader may know: `sk_live_`,
 * `-----BEGIN PRIVATE KEY-----`. A piece of one key is no mark, though somebody wrote it into the schema.
 */
export function isFormatMark(text: string): boolean {
  return text.length <= LONGEST_MARK && !RUN_OF_A_KEY.test(text);
}
