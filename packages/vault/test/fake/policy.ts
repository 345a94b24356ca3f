/** What a token may do: by path, where a final star stands for any rest and a plus for any one part. */
export type Rules = ReadonlyMap<string, ReadonlySet<string>>;

/** Of HCL as much as policies use. Anything else is refused rather than passed over. */
export function parsePolicy(hcl: string): Rules {
  const rules = new Map<string, Set<string>>();
  const rule = /\s*path\s+"((?:[^"\\]|\\.)*)"\s*\{\s*capabilities\s*=\s*\[([^\]]*)\]\s*\}\s*/y;
  const text = hcl.trim();
  while (rule.lastIndex < text.length) {
    const [, path = "", list = ""] = rule.exec(text) ?? [];
    if (path === "") throw new Error("the fake can't read this policy");
    const capabilities = [...list.matchAll(/"([a-z]+)"/g)].map(([, capability = ""]) => capability);
    rules.set(path, new Set(capabilities));
  }
  return rules;
}

/** The most exact rule of each policy counts; a denial in any of them wins. */
export function isAllowed(policies: readonly Rules[], path: string, capability: string): boolean {
  const granted = policies.flatMap((rules) => {
    const [best] = [...rules.keys()].filter((pattern) => matches(pattern, path)).sort(moreExactFirst);
    return best === undefined ? [] : [rules.get(best) ?? new Set<string>()];
  });
  return !granted.some((each) => each.has("deny")) && granted.some((each) => each.has(capability));
}

function matches(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/[\\^$.|?()[\]{}]/g, "\\$&")
    .replace(/(^|\/)\+(?=\/|$)/g, "$1[^/]+")
    .replace(/\*$/, ".*");
  return new RegExp(`^${source}$`).test(path);
}

function moreExactFirst(a: string, b: string): number {
  return Number(a.endsWith("*")) - Number(b.endsWith("*")) || b.length - a.length;
}
