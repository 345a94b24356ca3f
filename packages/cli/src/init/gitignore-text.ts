const IGNORED = [
  ".env",
  ".env.*",
  "*.pem",
  "*.key",
  "*.p12",
  "*.pfx",
  "*.jks",
  "*.keystore",
  "id_rsa",
  "id_ed25519",
  "key.txt",
  "*audit.log*",
];
const KEPT = "!.env.example";

/** A `.gitignore` that keeps settings and keys out of git. What is there stays, and nothing is there twice. */
export function gitignoreText(before: string | undefined): string {
  const lines = (before ?? "").split(/\r?\n/).map((line) => line.trim());
  const missing = IGNORED.filter((each) => !isCovered(each, lines));
  // A later line wins: the exception has to stand behind what it is one of.
  const lastIgnored = lines.findLastIndex((line) => /^\/?(?:\*\*\/)?\.env[.*]/.test(line));
  const keeps = missing.includes(".env.*") || lines.lastIndexOf(KEPT) <= lastIgnored;
  if (missing.length === 0 && !keeps) return before ?? "";
  const [secrets, keys] = [
    missing.filter((each) => each.startsWith(".env")),
    missing.filter((each) => !each.startsWith(".env")),
  ];
  const block = [
    "# Settings of one machine, keys and audits: never in git.",
    ...secrets,
    ...(keeps ? [KEPT] : []),
    ...keys,
  ];
  const above = (before ?? "").trimEnd();
  return `${above === "" ? "" : `${above}\n\n`}${block.join("\n")}\n`;
}

/** `.env*` covers both of its kind. A line for one folder only, `/.env`, leaves the others open. */
function isCovered(pattern: string, lines: readonly string[]): boolean {
  const forms = [pattern, `**/${pattern}`];
  const wider = pattern.startsWith(".env") ? [".env*", "**/.env*"] : [];
  return [...forms, ...wider].some((each) => lines.includes(each));
}
