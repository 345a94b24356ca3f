import { builtin } from "../util/builtin.ts";
import { tried } from "../util/tried.ts";

/**
 * Who holds a lock, as a file name: process, its start, machine, and something unique. Process numbers are used again,
 * so the start tells a new process from the one that died; containers that share a folder don't share process numbers.
 */
export function newOwner(): string {
  const { pid } = globalThis.process;
  return [pid, startOf(pid) ?? "0", machineName(machineNow()), crypto.randomUUID()].join(".");
}

const OWNER = /^\d+\.\w+\.[\w-]+\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a file name is one that `newOwner` makes: no other file is ours to delete. */
export function isOwner(name: string): boolean {
  return OWNER.test(name);
}

/** For a message: the owner's process, and its machine as far as a file name can hold it. */
export function processOf(owner: string): { readonly pid: string; readonly host: string } {
  const [pid = "", , machine = ""] = owner.split(".");
  return { pid, host: machine.replace(/-[^-]*-[^-]*$/, "") };
}

/** `foreign`: on another machine, or among other process numbers, where nobody here can look. In doubt an owner is alive. */
export function stateOf(owner: string): "alive" | "dead" | "foreign" {
  const [pid = "", start, machine] = owner.split(".");
  if (machine !== machineName(machineNow())) return "foreign";
  if (!isRunning(Number(pid))) return "dead";
  const found = startOf(Number(pid));
  return found === undefined || found === start ? "alive" : "dead";
}

function isRunning(pid: number): boolean {
  try {
    return globalThis.process.kill(pid, 0);
  } catch (error) {
    return Reflect.get(Object(error), "code") === "EPERM"; // it runs, as another user
  }
}

/** When a process began, in ticks since the machine did (only Linux says it). A zombie has ended: it has no start. */
function startOf(pid: number): string | undefined {
  const text = tried(() => builtin("node:fs").readFileSync(`/proc/${pid}/stat`, "latin1"));
  if (text === undefined) return undefined;
  // After the name, which may hold spaces and parentheses: the state is the first word, the start the twentieth.
  const words = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return words[0] === "Z" || words[0] === "X" ? "ended" : words[19];
}

export interface Machine {
  readonly host: string;
  /** Another one each time the machine starts. */
  readonly boot: string;
  /** `pid:[4026531836]`: the process numbers that this process sees. */
  readonly numbers: string;
}

function machineNow(): Machine {
  const fs = builtin("node:fs");
  return {
    host: builtin("node:os").hostname(),
    boot: tried(() => fs.readFileSync("/proc/sys/kernel/random/boot_id", "latin1")) ?? "",
    numbers: tried(() => fs.readlinkSync("/proc/self/ns/pid")) ?? "",
  };
}

/** A machine since it was last started, and the process numbers seen there: among these one can be looked up. */
export function machineName({ host, boot, numbers }: Machine): string {
  return [host.replace(/[^\w-]/g, "-"), boot.slice(0, 8), numbers.replace(/\D/g, "")].join("-");
}
