import { joinedParts, literal, NOTHING, type WordCandidate } from "./candidate.ts";

/** What `echo` prints. */
export function echoed(words: readonly (readonly WordCandidate[])[]): readonly WordCandidate[] {
  const shown = words.filter((each) => !each.some(({ text }) => /^-[neE]+$|^%[sb](?:\\n)?$/.test(text)));
  const joined = joinedParts(shown.flatMap((each, index) => (index === 0 ? [each] : [[literal(" ")], each])));
  return joined.map((each) => ({ ...each, text: unescaped(each.text) }));
}

/** `printf .%s env` */
export function formatted([
  format = [],
  ...words
]: readonly (readonly WordCandidate[])[]): readonly (readonly WordCandidate[])[] {
  const pieces = (format[0]?.text ?? "").split(/%[sb]/);
  if (pieces.length < 2 || pieces.join("") === "") return [format, ...words];
  return [
    joinedParts(
      pieces.flatMap((piece, index) => [
        ...(index === 0 ? [] : [words[index - 1] ?? [NOTHING]]),
        [literal(piece)],
      ]),
    ),
  ];
}

/** `\x2e` and `\056` */
function unescaped(text: string): string {
  return text.replaceAll(/\\(?:x([\da-fA-F]{1,2})|0?([0-7]{3}))/g, (_, hex?: string, octal?: string) =>
    String.fromCharCode(hex === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(hex, 16)),
  );
}
