import { SourceError } from "@confide/core/adapter";
import fc from "fast-check";

/** Names that mean something else to a shell, a policy's language, a URL or a person. */
export const HOSTILE_NAMES = [
  "$(touch x)",
  "`touch x`",
  "a$HOME",
  "a${HOME}",
  "a;touch x",
  "a|b",
  "a&b",
  "a>b",
  'a"b',
  "a'b",
  "a\\b",
  'a" {}\npath "*" { capabilities = ["sudo"] }',
  "a\nb",
  "a\rb",
  "a\0b",
  "a b",
  "*",
  "prod/*",
  "prod/?",
  "prod/+/db",
  "+",
  "prod/{{identity.entity.id}}",
  "prod/${aws:username}",
  "prod/%{ if true }x%{ endif }",
  "../sys/policies",
  "prod/../../sys",
  "prod/./db",
  "a//b",
  "/a",
  "a/",
  ".",
  "..",
  "--quiet",
  "-q",
  "~",
  "#",
  "a?version=1#b",
  "a%2e%2e/b",
  "",
  " ",
  "\u202Ea",
  "\uFEFFa",
  "\uE123",
  "\uD800",
  "arn:aws:secretsmanager:*:*:secret:*",
  "arn:aws:iam::123456789012:role/admin",
  "x".repeat(600),
] as const;

/** Names of any kind, with those among them that are valid somewhere. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_NAMES),
  fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/),
  fc.stringMatching(/^[A-Za-z0-9_/+=.@!-]{1,20}$/),
  fc.stringMatching(/^[ab\-_/.$(){}`'"\\\n*?+%!@= ~;|]{0,12}$/),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
);

/** What `make` gives, or nothing where it refuses a name. Anything else that it throws is a fault. */
export function unlessRefused<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof SourceError && error.reason === "invalid-ref") return undefined;
    throw error;
  }
}
