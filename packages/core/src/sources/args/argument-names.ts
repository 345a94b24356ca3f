/** The names in front of `--`, without values: `--port` of `--port=5`, and also of `--no-port`. */
export function argumentNames(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  const options = (end === -1 ? argv : argv.slice(0, end)).filter((word) => word.startsWith("--"));
  return options.flatMap((word) => {
    const name = withoutValue(word);
    return name.startsWith("--no-") ? [name, `--${name.slice("--no-".length)}`] : [name];
  });
}

/** `--servers[0].port` is another spelling of `--servers.0.port`. */
export function withoutBrackets(word: string): string {
  if (!word.startsWith("--")) return word;
  const name = withoutValue(word);
  return name.replaceAll(/\[(\d+)\]/g, ".$1") + word.slice(name.length);
}

function withoutValue(word: string): string {
  return word.split("=", 1)[0] ?? word;
}
