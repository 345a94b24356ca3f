/** `z.enum` for strings, `z.literal` for other literals. */
export function choicesCode(choices: unknown): readonly [code: string, type: string] | undefined {
  const type = choicesText(choices);
  if (!Array.isArray(choices) || type === undefined) return undefined;
  const code = `[${choices.map((each) => JSON.stringify(each)).join(", ")}]`;
  return [choices.every((each) => typeof each === "string") ? `z.enum(${code})` : `z.literal(${code})`, type];
}

/** `info, debug or error`, of a list of literals. */
export function choicesText(choices: unknown): string | undefined {
  if (!Array.isArray(choices) || choices.length === 0) return undefined;
  const [last, ...others] = choices.map(String).toReversed();
  return others.length === 0 ? `${last}` : `${others.toReversed().join(", ")} or ${last}`;
}
