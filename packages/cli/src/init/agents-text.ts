const BEGIN_AGENTS = "<!-- confide: written by `confide init --agents`, not by hand -->";
const END_AGENTS = "<!-- confide end -->";

interface AgentsTextOptions {
  /** The definition's file, from the project's folder. */
  readonly definition: string;
  readonly execute: (parameters: string) => string;
}

/** A file of instructions for coding agents, with confide's between two markers. */
export function agentsText(before: string | undefined, { definition, execute }: AgentsTextOptions): string {
  const section = [BEGIN_AGENTS, "", ...instructions(definition, execute), "", END_AGENTS].join("\n");
  if (before === undefined) return `# Instructions for coding agents\n\n${section}\n`;
  const [start, end] = [before.indexOf(BEGIN_AGENTS), before.indexOf(END_AGENTS)];
  if (start !== -1 && end > start)
    return before.slice(0, start) + section + before.slice(end + END_AGENTS.length);
  return `${before.replace(/\n*$/, "")}\n\n${section}\n`;
}

/** A file for Claude Code, which imports the other agents'. */
export function claudeText(before: string | undefined): string {
  if (before === undefined) return "@AGENTS.md\n";
  return /^@(?:\.\/)?AGENTS\.md\s*$/m.test(before) ? before : `${before.replace(/\n*$/, "")}\n\n@AGENTS.md\n`;
}

function instructions(definition: string, execute: AgentsTextOptions["execute"]): readonly string[] {
  return [
    "## Settings and secrets",
    "",
    `The settings are defined in \`${definition}\`. Their values are nobody's business but the program's.`,
    "",
    "- Never read, print, search or copy `.env`, `.env.*` (but `.env.example`), `*.pem` or `*.key`, and don't print the environment.",
    `- To see which settings there are and where each comes from: \`${execute("explain")}\`. It shows no values.`,
    `- To see what is wrong: \`${execute("check")}\`. With \`--json\` it prints one JSON object.`,
    `- To start a program with its settings: \`${execute("run -- COMMAND")}\`. Its output is redacted.`,
    "- A new setting is a line of the schema, and of `.env.example` without a value. A secret is `secret(…)`.",
    "- A hook refuses what would read a secret, and says what to do instead. Do that, and don't look for a way around it.",
    "- Never write a secret into code, tests, commits or messages. Ask a person to set it.",
  ];
}
