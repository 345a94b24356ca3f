import { spawnSync } from "node:child_process";
import { isatty } from "node:tty";

import type { HostOutput, ProcessHost } from "./process-host.ts";
import { goUnderReaper } from "./program/under-reaper.ts";

/** Writes as the process did before its stdout was claimed. */
type OutputWrite = (chunk: string | Uint8Array, done?: (error?: Error | null) => void) => boolean;

/** This process, for a command that runs a program in its place. */
export function thisProcess(
  process: NodeJS.Process,
  writes: { readonly stdout: OutputWrite; readonly stderr: OutputWrite },
): ProcessHost {
  return {
    pid: process.pid,
    goUnderReaper: () => goUnderReaper(process),
    outputs: {
      stdout: hostOutput(process.stdout, writes.stdout),
      stderr: hostOutput(process.stderr, writes.stderr),
    },
    hasTerminalInput: isatty(0),
    input: () => process.stdin,
    makeTerminalRaw() {
      process.stdin.setRawMode(true);
      // Node's raw mode still makes two characters of a line's end, which would spoil what editors draw.
      spawnSync("stty", ["-opost"], { stdio: ["inherit", "ignore", "ignore"] });
      return () => void process.stdin.setRawMode(false);
    },
    onSignal(signal, listener) {
      process.on(signal, listener);
      return () => process.off(signal, listener);
    },
    kill(pid, signal) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended, and its signal has nobody to reach.
      }
    },
    onExit(listener) {
      process.on("exit", listener);
      return () => process.off("exit", listener);
    },
  };
}

function hostOutput(stream: NodeJS.WriteStream, write: OutputWrite): HostOutput {
  return {
    isTTY: stream.isTTY ?? false,
    size: () => ({ columns: stream.columns || 80, rows: stream.rows || 24 }),
    onResize(listener) {
      stream.on("resize", listener);
      return () => stream.off("resize", listener);
    },
    async write(chunk) {
      if (chunk.length === 0) return;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      write(chunk, (error) => (error ? reject(error) : resolve()));
      await promise;
    },
  };
}
