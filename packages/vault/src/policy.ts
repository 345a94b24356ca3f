import type { Need, Policy } from "@confide/core/adapter";

import { failure } from "./errors.ts";
import { checkMount, checkRef, type Engine, isDynamic } from "./names.ts";
import { PENDING } from "./read.ts";

export interface PolicyOptions {
  readonly mount: string;
  /** As it was given: a policy is made without asking Vault. */
  readonly engine: Engine;
}

type Rules = Map<string, Set<string>>;

/** HCL with exactly the paths and capabilities that the needs ask for. */
export function policyFor(needs: readonly Need[], { mount, engine }: PolicyOptions): Policy {
  const rules: Rules = new Map();
  checkMount(mount);
  for (const { ref, can } of needs) {
    checkRef(ref, engine);
    refusePatterns(ref.name);
    if (isDynamic(ref.name, engine.dynamic)) allowDynamic(rules, ref.name);
    else if (isDynamic(ref.name, engine.statics)) allow(rules, ref.name, "read");
    else if (engine.kvVersion === 1) allow(rules, `${mount}/${ref.name}`, "read");
    else ALLOW[can](rules, mount, ref.name);
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

/** Which versions are in grace is in the metadata, and which one isn't current yet in the sibling. */
function allowVerify(rules: Rules, mount: string, name: string): void {
  allow(rules, `${mount}/data/${name}`, "read");
  allow(rules, `${mount}/data/${name}${PENDING}`, "read");
  allow(rules, `${mount}/metadata/${name}`, "read");
}

/** New values are kept in the sibling, which each rotation creates and deletes, until they are promoted. */
function allowRotate(rules: Rules, mount: string, name: string): void {
  allow(rules, `${mount}/data/${name}`, "read", "update");
  allow(rules, `${mount}/data/${name}${PENDING}`, "create", "read", "update");
  allow(rules, `${mount}/metadata/${name}`, "read", "patch");
  allow(rules, `${mount}/metadata/${name}${PENDING}`, "delete");
  allow(rules, `${mount}/destroy/${name}`, "update");
}

const ALLOW = { read: allowRead, verify: allowVerify, rotate: allowRotate } as const;

/** Renewing needs no more than what Vault's own policy `default` gives to every token. */
function allowDynamic(rules: Rules, name: string): void {
  allow(rules, name, "read");
  allow(rules, "sys/leases/revoke", "update");
}

/**
 * In a policy's path, a final star and a part that is a plus match any name, and braces are replaced by the caller's.
 */
function refusePatterns(name: string): void {
  if (/\*|(?:^|\/)\+|\{\{|\}\}/.test(name))
    throw failure("invalid-ref", `${name} would be a pattern in a policy`, { ref: name });
}

/**
 * A string of HCL is one of JSON, but for `${` and `%{`, which begin an expression and have no escape that both of its
 * versions know, and for two characters that its scanner refuses.
 */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[$%](?=\{)|[\uFEFF\uE123]/g,
    (character) => String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function rule(path: string, capabilities: readonly string[]): string {
  return `path ${quoted(path)} {\n  capabilities = ${JSON.stringify(capabilities).replaceAll(",", ", ")}\n}\n`;
}
