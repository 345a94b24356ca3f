/** What a program has in memory before it opens its file: confide, with the part of zod that it needs. */
await import("@confide/local");
