import { node } from "./node.ts";

/**
 * Who holds a lock, as a file name: process, its start, machine, and something unique. Process numbers are used again,
 * so the start tells a new process from the one that died; containers that share a folder don't share process numbers.
 */
export async function ownerName(): Promise<string> {
  const start = (await startOf(process.pid)) ?? "0";
  return [process.pid, start, await machine(), node.crypto.randomUUID()].join(".");
}

/** Longer than any write takes. Only where the owner can't be looked at, on another machine. */
const FOREIGN_STALE_MS = 60_000;

/** Whether the owner has died. In doubt it lives: a lock that is broken too early costs what was written under it. */
export async function isDead(name: string, ageMs: number): Promise<boolean> {
  const [pid = "", start, where] = name.split(".");
  if (where !== (await machine())) return ageMs > FOREIGN_STALE_MS;
  if (!/^\d+$/.test(pid)) return ageMs > FOREIGN_STALE_MS;
  if (!isRunning(Number(pid))) return true;
  const found = await startOf(Number(pid));
  return found !== undefined && found !== start;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return Reflect.get(Object(error), "code") === "EPERM"; // it runs, as another user
  }
}

/** When a process began, in ticks since the machine did (only Linux tells). A zombie has ended: it has no start. */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await node.fs.readFile(`/proc/${pid}/stat`, "latin1").catch(() => undefined);
  if (text === undefined) return undefined;
  // After the name, which may hold spaces and parentheses: the state is the first word, the start the twentieth.
  const words = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return words[0] === "Z" || words[0] === "X" ? "ended" : words[19];
}

let known: Promise<string> | undefined;

/** This machine since it was last started, and within it the process numbers that this process sees. */
function machine(): Promise<string> {
  known ??= (async () => {
    const [boot = "", numbers = ""] = await Promise.all([
      node.fs.readFile("/proc/sys/kernel/random/boot_id", "latin1").catch(() => undefined),
      node.fs.readlink("/proc/self/ns/pid").catch(() => undefined),
    ]);
    const host = node.os.hostname().replace(/[^\w-]/g, "-");
    return [host, boot.slice(0, 8), numbers.replace(/\D/g, "")].join("-");
  })();
  return known;
}
