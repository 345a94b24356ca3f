import { withBlock } from "./marked-block.ts";
import type { SecretPattern } from "./secret-patterns.ts";

/** A `.gitleaks.toml` with a rule for each pattern. What is there stays. */
export function gitleaksText(before: string | undefined, patterns: readonly SecretPattern[]): string {
  const rules = patterns.flatMap(({ setting, regex, keyword }, index) => [
    ...(index === 0 ? [] : [""]),
    "[[rules]]",
    `id = ${JSON.stringify(`setting-${setting.replaceAll(/[^\w]+/g, "-")}${numbered(patterns, index)}`)}`,
    `description = ${JSON.stringify(`The setting ${setting}`)}`,
    `regex = '''${regex}'''`,
    `keywords = [${JSON.stringify(keyword.toLowerCase())}]`,
  ]);
  return withBlock(before ?? "[extend]\nuseDefault = true\n", rules, "at the end");
}

/** A setting may have several. */
function numbered(patterns: readonly SecretPattern[], index: number): string {
  const before = patterns
    .slice(0, index)
    .filter(({ setting }) => setting === patterns[index]?.setting).length;
  return before === 0 ? "" : `-${before + 1}`;
}

/** A line for each, as `git secrets --add-provider -- cat` reads them: extendedExpression expressions of grep. */
export function gitSecretsText(patterns: readonly SecretPattern[]): string {
  return `${patterns.map(({ regex }) => extendedExpression(regex)).join("\n")}\n`;
}

function extendedExpression(regex: string): string {
  return regex
    .replaceAll("(?:", "(")
    .replaceAll(String.raw`\d`, "[0-9]")
    .replaceAll(String.raw`\w`, "[0-9A-Za-z_]")
    .replaceAll(String.raw`\s`, "[[:space:]]");
}

/** Nothing in it yet: `detect-secrets scan` finds what is there, `detect-secrets audit` says which of it is none. */
export function secretsBaseline(): string {
  const plugins = ["HexHighEntropyString", "Base64HighEntropyString"].map((name) => ({
    name,
    limit: name.startsWith("Hex") ? 3 : 4.5,
  }));
  const others = ["BasicAuthDetector", "KeywordDetector", "PrivateKeyDetector", "JwtTokenDetector"].map(
    (name) => ({ name }),
  );
  const filters = ["gibberish", "heuristic.is_sequential_string", "heuristic.is_potential_uuid"]
    .slice(1)
    .map((name) => ({ path: `detect_secrets.filters.${name}` }));
  const baseline = {
    version: "1.5.0",
    plugins_used: [...plugins, ...others],
    filters_used: filters,
    results: {},
  };
  return `${JSON.stringify(baseline, null, 2)}\n`;
}
