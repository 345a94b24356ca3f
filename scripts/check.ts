// `npm run check`: everything that can be said of the repository without running its tests. It writes no tracked file.
import { run } from "./workspace.ts";

interface Check {
  readonly name: string;
  readonly command: readonly [program: string, ...parameters: string[]];
}

export interface Verdict {
  readonly name: string;
  readonly passed: boolean;
  /** The last of what it printed. */
  readonly ending: string;
}

// The types come first: what they leave in .tsc/ is what the checks after them read.
const types: Check = { name: "types", command: ["tsc", "-b", "--pretty"] };
const others: readonly Check[] = [
  // The root's tsconfig.json leaves these out: one needs decorators, the other JSX.
  { name: "types of nestjs", command: ["tsc", "-p", "examples/nestjs", "--pretty"] },
  { name: "types of nextjs", command: ["tsc", "-p", "examples/nextjs", "--pretty"] },
  { name: "lint", command: ["oxlint", "--deny-warnings"] },
  { name: "docs", command: ["node", "scripts/docs/check.ts"] },
  { name: "format", command: ["oxfmt", "--check"] },
  { name: "unused", command: ["knip"] },
  { name: "packages", command: ["node", "scripts/packages/check.ts"] },
];

/** Runs every check, also after one has failed: all that is wrong is reported at once. */
export async function check(): Promise<readonly Verdict[]> {
  const first = await judge(types);
  return [first, ...(await twoAtATime(others))];
}

async function twoAtATime(checks: readonly Check[]): Promise<Verdict[]> {
  const waiting = [...checks];
  const verdicts: Verdict[] = [];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      verdicts.push(await judge(next));
  };
  await Promise.all([worker(), worker()]);
  return verdicts;
}

async function judge({ name, command: [program, ...parameters] }: Check): Promise<Verdict> {
  const startedAt = performance.now();
  const { code, output } = await run(program, parameters);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const passed = code === 0;
  console.log(`${passed ? "✓" : "✗"} ${name} (${seconds} s)${passed ? "" : `\n${output.trimEnd()}\n`}`);
  return { name, passed, ending: output.trimEnd().split("\n").at(-1) ?? "" };
}

if (import.meta.main) {
  const failed = (await check()).filter(({ passed }) => !passed);
  if (failed.length > 0) console.error(`Failed: ${failed.map(({ name }) => name).join(", ")}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
