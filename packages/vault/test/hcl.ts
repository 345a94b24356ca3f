/** The paths of a policy, read as HCL reads strings; anything that isn't plain text in a string is an error. */
export function pathsIn(policy: string): string[] {
  const paths: string[] = [];
  const left = policy.replaceAll(RULE, (_rule, quoted: string) => {
    paths.push(textOf(quoted));
    return "";
  });
  if (left.trim() !== "") throw new Error("the policy has more than rules");
  return paths;
}

const RULE = /^path "((?:[^"\\\n]|\\.)*)" \{\n {2}capabilities = \[(?:"[a-z]+"(?:, )?)+\]\n\}\n/gm;

/** The escapes of Go's strings, which HCL has. `${` begins an expression, and in HCL 2 `%{` a directive. */
function textOf(quoted: string): string {
  if (/[$%]\{/.test(quoted)) throw new Error("the path has an expression in it");
  if (/[\p{Cc}\uFEFF\uE123]/u.test(quoted)) throw new Error("the path has a character that HCL doesn't take");
  return quoted.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/gi, (_escape, hex: string | undefined, one: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    const text = { '"': '"', "\\": "\\", n: "\n", r: "\r", t: "\t" }[one];
    if (text === undefined) throw new Error("the path has an escape that HCL doesn't know");
    return text;
  });
}
