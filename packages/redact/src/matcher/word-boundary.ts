/**
 * Whether what is at `at` begins a word. After the end of an escape it does: in `\nadmin` the letter before `admin`
 * is no part of the word, nor is it in `%20admin`, nor in a terminal's colour.
 */
export function beginsWord(text: string, at: number): boolean {
  return (
    !isWord(text, at - 1) || !isWord(text, at) || AFTER_ESCAPE.test(text.slice(Math.max(0, at - 16), at))
  );
}

export function endsWord(text: string, end: number): boolean {
  return !isWord(text, end - 1) || !isWord(text, end);
}

const AFTER_ESCAPE = /(?:\\[bfnrtv0]|\\x[\da-f]{2}|\\u[\da-f]{4}|%[\da-f]{2}|\[\d[\d;]*m)$/i;

/** Letters, digits and underscores of ASCII: beyond it, a word in doubt is taken out. */
function isWord(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return (
    (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95
  );
}
