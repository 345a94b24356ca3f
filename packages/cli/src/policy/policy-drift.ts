import type { Policy } from "@confide/core/adapter";

import { CouldNotLook } from "../could-not-look.ts";
import type { Finding } from "../finding.ts";
import { type Grants, grantsIn, isWiderThan, scriptLine } from "./grants.ts";

/**
 * What a policy's text lacks, and what it allows too much: right by right, whatever their order and grouping.
 *
 * @param file Its name, for the findings.
 * @throws Error for a text that is no such policy
 *
 * @example
 * ```ts
 * import { policyDrift } from "@confide/cli";
 *
 * const needed = { format: "hcl", text: 'path "kv/data/stripe" { capabilities = ["read"] }' } as const;
 * for (const { message } of policyDrift("# nothing yet", needed, "policy.hcl")) console.log(message);
 * ```
 */
export function policyDrift(text: string, policy: Policy, file: string): readonly Finding[] {
  const [held, needed] = [grantsIn(policy.format, text), grantsIn(policy.format, policy.text)];
  if (held === undefined || needed === undefined) throw notComparable(policy, file);
  const { format } = policy;
  const extra = beyond(held, needed);
  const lacks = beyond(needed, held).filter(
    (grant) => !extra.some((wide) => isWiderThan(format, wide, grant)),
  );
  return [
    ...lacks.map((grant) => driftOf("policy-missing", "the file lacks", grant, file)),
    ...(format === "shell"
      ? extraLines(text, needed, file)
      : extra.map((grant) =>
          extraGrant(
            grant,
            [...needed].filter((each) => isWiderThan(format, grant, each)),
            file,
          ),
        )),
  ];
}

/** A wildcard allows what is needed, and more. */
function extraGrant(grant: string, held: readonly string[], file: string): Finding {
  if (held.length === 0) return driftOf("policy-extra", "nothing needs", grant, file);
  const fix = `write what is needed of it: ${held.join(", ")}`;
  return { ...driftOf("policy-extra", "it allows more than is needed", grant, file), fix };
}

/** A script may hold anything, a token too: what else it does isn't quoted. */
function extraLines(text: string, needed: Grants, file: string): readonly Finding[] {
  return text.split("\n").flatMap((each, index) => {
    const counted = scriptLine(each);
    if (counted === "" || needed.has(counted)) return [];
    return [{ code: "policy-extra", message: "nothing needs this line", file, line: index + 1 }];
  });
}

function beyond(some: Grants, others: Grants): readonly string[] {
  return [...some.difference(others)];
}

function driftOf(code: string, what: string, grant: string, file: string): Finding {
  return { code, message: `${what}: ${grant}`, file };
}

const FORMAT_NAMES: Readonly<Record<Policy["format"], string>> = {
  json: "an IAM policy: JSON with a Statement",
  hcl: "a Vault policy of paths and capabilities alone",
  shell: "a script",
};

function notComparable({ format }: Policy, file: string): CouldNotLook {
  return new CouldNotLook({
    code: "unreadable-policy",
    message: `${file} can't be compared: it is to be ${FORMAT_NAMES[format]}`,
    file,
    fix: "compare it by hand with what confide policy prints",
  });
}
