/** Who has encrypted a text, and what decrypts it. */
export interface Encryption {
  /** `by sops`, to follow "is still encrypted". */
  readonly by: string;
  readonly fix: string;
}

const ENCRYPTIONS: readonly (readonly [form: RegExp, encryption: Encryption])[] = [
  [
    /^encrypted:[A-Za-z\d+/=_-]+$/,
    { by: "by dotenvx", fix: "start the program with dotenvx run, and put env() before this source" },
  ],
  [
    /^ENC\[[^]*\]$/,
    { by: "by sops", fix: "decrypt it first: sops decrypt, or sops exec-env and env() before this source" },
  ],
  [/^ENC\([^]*\)$/, { by: "as jasypt does it", fix: "decrypt it first: confide doesn't know its key" }],
  [/^\$ANSIBLE_VAULT;/, { by: "by ansible-vault", fix: "decrypt it first: ansible-vault decrypt" }],
];

/** Whether a value, or a string within it, is what a tool has put in a secret's place until it is decrypted. */
export function encryptionOf(value: unknown): Encryption | undefined {
  const [pending, seen] = [[value], new Set<unknown>()];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next === "string") {
      const text = next.trim();
      const found = ENCRYPTIONS.find(([form]) => form.test(text));
      if (found) return found[1];
    } else if (typeof next === "object" && next !== null && !ArrayBuffer.isView(next) && !seen.has(next)) {
      seen.add(next);
      for (const part of Object.values(next) as unknown[]) pending.push(part);
    }
  }
  return undefined;
}
