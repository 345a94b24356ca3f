import { IssuerError, isIssuerError } from "../rotation-error.ts";

/** What was tried, as an error says it: no statement, which may hold a password or its hash. */
interface Tried {
  /** Who has done it: a user's name, `the admin`. */
  readonly role: string;
  /** `alter role app_b`, `log in`. */
  readonly what: string;
}

/** What a vendor's code means, and what helps. */
export type Meaning = (tried: Tried) => readonly [why: string, fix: string];

export type Meanings = Readonly<Record<string, Meaning>>;

/** Says a vendor's failures in words: who, what, why, and what helps. Their own text may quote a value. */
export interface Explainer {
  /** Whether there is more to say than the error's code. */
  readonly isExplained: (error: unknown) => error is Error;
  readonly explained: (error: unknown, tried: Tried) => unknown;
  readonly explaining: <T>(tried: Tried, work: () => Promise<T>) => Promise<T>;
}

/** @param codeOf reads the code out of the vendor's error; anything else of it is left */
export function explainerOf(meanings: Meanings, codeOf: (error: Error) => unknown = codeIn): Explainer {
  const knownCode = (error: unknown): string | undefined => {
    if (isIssuerError(error) || !(error instanceof Error)) return undefined;
    const code = codeOf(error);
    return typeof code === "string" && Object.hasOwn(meanings, code) ? code : undefined;
  };

  function explained(error: unknown, tried: Tried): unknown {
    const code = knownCode(error);
    if (code === undefined) return error;
    const [why, fix] = meanings[code]?.(tried) ?? [];
    return new IssuerError(`${tried.role} could not ${tried.what}: ${why} (${code}). ${fix}`);
  }

  return {
    isExplained: (error): error is Error => knownCode(error) !== undefined,
    explained,
    async explaining(tried, work) {
      try {
        return await work();
      } catch (error) {
        throw explained(error, tried);
      }
    },
  };
}

function codeIn(error: Error): unknown {
  return Reflect.get(error, "code");
}
