import { codeOf, node } from "../node.ts";

/** Who holds a lock, as a file name: process, its start, machine, and something unique. Process numbers are used again. */
export async function ownerName(): Promise<string> {
  return [process.pid, (await startOf(process.pid)) ?? "0", await machine(), node.crypto.randomUUID()].join(
    ".",
  );
}

/** Whether the owner has died. In doubt, and on another machine, it lives. */
export async function isDead(name: string): Promise<boolean> {
  const [pid = "", start, where] = name.split(".");
  if (where !== (await machine()) || !/^\d+$/.test(pid)) return false;
  if (!isRunning(Number(pid))) return true;
  const found = await startOf(Number(pid));
  return found !== undefined && found !== start;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM"; // it runs, as another user
  }
}

/** When a process began; only Linux tells. A zombie has ended: it has no start. */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await node.fs.readFile(`/proc/${pid}/stat`, "latin1").catch(() => undefined);
  if (text === undefined) return undefined;
  // After the name, which may hold spaces and parentheses: the state is the first word, the start the twentieth.
  const words = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return words[0] === "Z" || words[0] === "X" ? "ended" : words[19];
}

/** This machine since it was last started, and within it the process numbers that this process sees. */
async function machine(): Promise<string> {
  const [boot = "", numbers = ""] = await Promise.all([
    node.fs.readFile("/proc/sys/kernel/random/boot_id", "latin1").catch(() => undefined),
    node.fs.readlink("/proc/self/ns/pid").catch(() => undefined),
  ]);
  const host = node.os.hostname().replaceAll(/[^\w-]/g, "-");
  return [host, boot.slice(0, 8), numbers.replaceAll(/\D/g, "")].join("-");
}
