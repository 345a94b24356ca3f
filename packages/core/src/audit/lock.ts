import { builtin } from "../util/builtin.ts";

/**
 * One writer at a time. A lock is a file beside the one that it is for, which says who holds it: the lock of a process
 * that was killed is taken over, one that another machine holds is not, as nobody here can tell whether it still runs.
 *
 * @returns what gives it back
 * @throws Error that names the holder
 */
export function lock(path: string): () => void {
  const { linkSync, writeFileSync, rmSync } = builtin("node:fs");
  const file = `${path}.lock`;
  const mine = `${file}.${process.pid}.${Math.random().toString(36).slice(2, 8)}`;
  // Written first and then linked, so that nobody sees a lock that doesn't say whose it is.
  writeFileSync(mine, JSON.stringify(holderNow()), { flag: "wx", mode: 0o600 });
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(mine, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === ATTEMPTS) throw error;
        removeStale(file);
      }
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

const ATTEMPTS = 5;

interface Holder {
  readonly host: string;
  readonly pid: number;
  /** When the process began: another one may have its number by now, in a container nearly always. */
  readonly began: string | undefined;
}

function holderNow(): Holder {
  return { host: builtin("node:os").hostname(), pid: process.pid, began: beganAt(process.pid) };
}

/** Moved away first, as two may find the same lock stale: only one of them moves it, and sees whether it was that one. */
function removeStale(file: string): void {
  const { readFileSync, renameSync, rmSync, linkSync } = builtin("node:fs");
  const found = tried(() => readFileSync(file, "utf8"));
  if (found === undefined) return;
  const holder = tried(() => JSON.parse(found) as Holder);
  if (!holder || isRunning(holder)) {
    const who = holder
      ? `process ${holder.pid} on ${holder.host} writes to it`
      : "somebody else's lock is there";
    throw new Error(`${who}. If that one is gone, remove ${file}`);
  }
  const aside = `${file}.stale.${process.pid}`;
  tried(() => renameSync(file, aside));
  if (tried(() => readFileSync(aside, "utf8")) !== found) tried(() => linkSync(aside, file));
  rmSync(aside, { force: true });
}

function isRunning({ host, pid, began }: Holder): boolean {
  if (host !== builtin("node:os").hostname()) return true;
  const now = beganAt(pid);
  return began === undefined && now === undefined ? isThere(pid) : began === now;
}

/** Where the operating system says it, in its own unit. */
function beganAt(pid: number): string | undefined {
  const stat = tried(() => builtin("node:fs").readFileSync(`/proc/${pid}/stat`, "utf8"));
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function tried<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
