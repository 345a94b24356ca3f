import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** A pipe of the system: Node's own are sockets, which nobody can open as `/dev/stdout`, and which end without SIGPIPE. */
export interface RealPipe {
  readonly reader: Readable;
  /** For the program; this process closes its own once that is started. */
  readonly writeFd: number;
}

/** `undefined` where the system has no way to make them: no `mkfifo`, or no folder that can be written to. */
export function realPipes(count: number): readonly RealPipe[] | undefined {
  if (count === 0) return [];
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(tmpdir(), "confide-run-"));
    const names = Array.from({ length: count }, (_, index) => join(folder ?? "", String(index)));
    execFileSync("mkfifo", ["-m", "600", ...names], { stdio: "ignore" });
    return names.map(openPipe);
  } catch {
    return undefined;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function openPipe(name: string): RealPipe {
  const readFd = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(name, constants.O_WRONLY);
  return { reader: new Socket({ fd: readFd, readable: true, writable: false }), writeFd };
}

export function closePipes(pipes: readonly RealPipe[]): void {
  for (const { writeFd } of pipes) closeSync(writeFd);
}
