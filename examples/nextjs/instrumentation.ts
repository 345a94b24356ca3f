/** Next.js calls it when the server starts, and not in a build. */
export async function register() {
  // Next.js compiles this file for the edge runtime too, which can't end a process.
  if (process.env.NEXT_RUNTIME === "nodejs") await import("./lib/check-settings.ts");
}
