/** What no reader of an age file can do without. */
await import("age-encryption");
