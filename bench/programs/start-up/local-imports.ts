/** What a program has in memory before it opens its file: the crypto, and confide with the part of zod that it needs. */
await import("age-encryption");
await import("@confide/local");
