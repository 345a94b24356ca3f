import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readlinkSync } from "node:fs";

import { expect, test } from "vitest";

import { isOwner, machineName, newOwner, processOf, stateOf } from "./lock-owner.ts";

const HERE = { host: "app-1.example", boot: "5d1c9f0a-aaaa-bbbb", numbers: "pid:[4026531836]" };

async function numberOfDead(): Promise<string> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return String(child.pid);
}

/** The name of an owner that differs in one part. */
function ownerWith(part: "pid" | "start" | "machine", value: string): string {
  const [pid = "", start = "", machine = "", id = ""] = newOwner().split(".");
  const parts = { pid, start, machine, id };
  parts[part] = value;
  return Object.values(parts).join(".");
}

test("an owner is dead when its process is", async () => {
  expect(stateOf(newOwner())).toBe("alive");
  expect(stateOf(ownerWith("pid", await numberOfDead()))).toBe("dead");
});

test("an owner that is another user's process is alive", () => {
  const kill = process.kill.bind(process);
  process.kill = () => {
    throw Object.assign(new Error("not permitted"), { code: "EPERM" });
  };
  try {
    expect(stateOf(newOwner())).toBe("alive");
  } finally {
    process.kill = kill;
  }
});

test.runIf(process.platform === "linux")("an owner is dead when its number is another process's", () => {
  expect(stateOf(ownerWith("start", "1"))).toBe("dead");
});

test.runIf(process.platform === "linux")("an owner's name says when its process began", () => {
  const stat = readFileSync("/proc/self/stat", "latin1");
  const [, start] = newOwner().split(".");
  expect(start).toBe(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
});

test.runIf(process.platform === "linux")("an owner is dead when it is a zombie", async () => {
  // Starts a process that ends, and never comes to ask how it ended.
  const program = `const { pid } = require("node:child_process").spawn("true");
    require("node:fs").writeSync(1, String(pid));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;
  const parent = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [output] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = output.toString().trim();
    const stat = () => readFileSync(`/proc/${pid}/stat`, "latin1");
    await expect.poll(stat, { timeout: 20_000 }).toMatch(/\) Z /);
    const start =
      stat()
        .slice(stat().lastIndexOf(")") + 2)
        .split(" ")[19] ?? "";
    const [, , ...rest] = newOwner().split(".");
    expect(stateOf([pid, start, ...rest].join("."))).toBe("dead");
  } finally {
    parent.kill("SIGKILL");
  }
});

test("an owner among other process numbers, of another start or machine can't be looked at", async () => {
  const dead = await numberOfDead();
  const [, start = "", machine = "", id = ""] = newOwner().split(".");
  const parts = machine.split("-");
  for (const at of parts.keys()) {
    const other = parts.with(at, `${parts[at]}7`).join("-");
    expect(stateOf([dead, start, other, id].join("."))).toBe("foreign");
  }
});

test.runIf(process.platform === "linux")(
  "an owner's name says among which process numbers it is, and since which start",
  () => {
    const [, , machine = ""] = newOwner().split(".");
    const [boot = "", numbers = ""] = machine.split("-").slice(-2);
    expect(`pid:[${numbers}]`).toBe(readlinkSync("/proc/self/ns/pid"));
    expect(readFileSync("/proc/sys/kernel/random/boot_id", "latin1")).toMatch(new RegExp(`^${boot}-`));
  },
);

test("a machine's name differs with each of its parts", () => {
  expect(machineName(HERE)).toBe("app-1-example-5d1c9f0a-4026531836");
  const others = [
    { ...HERE, host: "app-2.example" },
    { ...HERE, boot: "6d1c9f0a-aaaa-bbbb" },
    { ...HERE, numbers: "pid:[4026532001]" },
    { ...HERE, numbers: "" },
  ];
  expect(new Set([HERE, ...others].map(machineName)).size).toBe(5);
});

test("only a name of this form is an owner's", () => {
  const owner = newOwner();
  expect(isOwner(owner)).toBe(true);
  expect(isOwner("1.0.host--.01234567-89ab-cdef-0123-456789abcdef")).toBe(true);
  for (const name of [
    "backup",
    "2024.01.backup.tar",
    "1.1.another-machine.x",
    `${owner}.old`,
    `old.${owner}`,
    owner.slice(0, -1),
    owner.toUpperCase(),
    `../${owner}`,
    `${owner}\n`,
    "",
  ])
    expect(isOwner(name)).toBe(false);
});

test("an owner's process and machine are shown, whatever the machine's name and wherever it says little of itself", () => {
  const machines = [HERE, { host: "a-b", boot: "", numbers: "" }].map((each) => machineName(each));
  const id = "01234567-89ab-cdef-0123-456789abcdef";
  expect(machines.map((machine) => processOf(`7.1.${machine}.${id}`))).toEqual([
    { pid: "7", host: "app-1-example" },
    { pid: "7", host: "a-b" },
  ]);
});
