import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ShellRun {
  /** The words of each call of a stub, in order. */
  readonly calls: readonly (readonly string[])[];
  /** What the script left in its folder: nothing, if it did nothing but call the stubs. */
  readonly files: readonly string[];
}

/** Runs a script by `sh`, in an empty folder, with no program but this stub. */
export function runShell(script: string, stub: string, env: Readonly<Record<string, string>>): ShellRun {
  const folder = mkdtempSync(join(tmpdir(), "confide-shell-"));
  try {
    const output = execFileSync("/bin/sh", ["-eu"], {
      cwd: folder,
      input: `${stub}() { [ "$2" != show ] || { printf '/the/vault'; return; }; printf 'call\\0%s\\0' "$#"; printf '%s\\0' "$@"; }\n${script}`,
      env: { ...env, PATH: "/nowhere" },
      encoding: "utf8",
    });
    return { calls: callsIn(output.split("\0").slice(0, -1)), files: readdirSync(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function callsIn([mark, count = "0", ...rest]: readonly string[]): string[][] {
  if (mark === undefined) return [];
  if (mark !== "call") throw new Error("the script printed something by itself");
  return [rest.slice(0, Number(count)), ...callsIn(rest.slice(Number(count)))];
}
