import type { Need, Policy } from "@confide/core";

import { failure } from "./failure.ts";
import type { KvVersion } from "./mount.ts";
import { checkName } from "./path.ts";
import { PENDING } from "./read.ts";

export interface PolicyOptions {
  readonly mount: string;
  /** As it was given: a policy is made without asking Vault. */
  readonly kvVersion: KvVersion | undefined;
  readonly dynamic: readonly string[];
}

type Rules = Map<string, Set<string>>;

/** HCL with exactly the paths and capabilities that the needs ask for. */
export function policyFor(needs: readonly Need[], options: PolicyOptions): Policy {
  const rules: Rules = new Map();
  for (const { ref, can } of needs) {
    checkName(ref.name);
    refusePatterns(ref.name);
    if (options.dynamic.some((prefix) => ref.name.startsWith(prefix))) allowDynamic(rules, ref.name);
    else if (options.kvVersion === 1) allow(rules, `${options.mount}/${ref.name}`, "read");
    else (can === "read" ? allowRead : allowRotate)(rules, options.mount, ref.name);
  }
  const text = Array.from(rules, ([path, can]) => rule(path, [...can].sort())).join("\n");
  return { format: "hcl", text };
}

function allow(rules: Rules, path: string, ...capabilities: readonly string[]): void {
  const allowed = rules.get(path) ?? new Set();
  for (const capability of capabilities) allowed.add(capability);
  rules.set(path, allowed);
}

function allowRead(rules: Rules, mount: string, name: string): void {
  allow(rules, `${mount}/data/${name}`, "read");
}

/** New values stand in the sibling, which is made and deleted at each rotation, until they are promoted. */
function allowRotate(rules: Rules, mount: string, name: string): void {
  allow(rules, `${mount}/data/${name}`, "read", "update");
  allow(rules, `${mount}/data/${name}${PENDING}`, "create", "read", "update");
  allow(rules, `${mount}/metadata/${name}`, "read", "patch");
  allow(rules, `${mount}/metadata/${name}${PENDING}`, "delete");
  allow(rules, `${mount}/destroy/${name}`, "update");
}

/** Renewing needs no more than what Vault's own policy `default` gives to every token. */
function allowDynamic(rules: Rules, name: string): void {
  allow(rules, name, "read");
  allow(rules, "sys/leases/revoke", "update");
}

/** In a policy's path a final star and a part that is a plus stand for others. */
function refusePatterns(name: string): void {
  if (name.includes("*") || name.split("/").includes("+"))
    throw failure("invalid-ref", `${name} would be a pattern in a policy`, { ref: name });
}

function rule(path: string, capabilities: readonly string[]): string {
  return `path ${JSON.stringify(path)} {\n  capabilities = ${JSON.stringify(capabilities).replaceAll(",", ", ")}\n}\n`;
}
