/** In the middle of a word, fewer characters than this are mostly chance. */
const LEAST = 6;

/** Values that also stand in texts where nobody means the secret. */
const COMMON = new Set(
  (
    "true false null undefined admin administrator root user username guest test testing password passwd secret token " +
    "default example localhost postgres postgresql mysql redis mongodb rabbitmq production staging development " +
    "database changeme change-me public private service client server master application enabled disabled"
  ).split(" "),
);

/** Whether a value is only taken out where it is a word of its own. */
export function isShort(text: string): boolean {
  return text.length < LEAST || COMMON.has(text.toLowerCase());
}
