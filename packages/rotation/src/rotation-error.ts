import { SourceError } from "@confide/core";

/** Where a rotation was when it could not go on. */
export type RotationStep =
  | "plan"
  | "lock"
  | "create"
  | "store"
  | "note"
  | "apply"
  | "test"
  | "promote"
  | "notify"
  | "revoke"
  | "retire";

export interface RotationErrorOptions {
  readonly step: RotationStep;
  /** A sentence. It must hold no value. */
  readonly message: string;
  /** The secret's name. */
  readonly name: string;
  readonly store: string;
  readonly rotationId?: string | undefined;
  readonly fix?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A rotation that was refused, or that stopped half-way. Nothing is lost then: the next `rotate` goes on where this one
 * stopped. What was caught shows by its name and code only, as the text of a database's or vendor's error may quote a value.
 */
export class RotationError extends Error {
  readonly step: RotationStep;
  readonly secretName: string;
  readonly store: string;
  readonly rotationId: string | undefined;
  readonly fix: string | undefined;

  constructor({ step, message, name, store, rotationId, fix, cause }: RotationErrorOptions) {
    const told = cause === undefined ? undefined : shown(cause);
    super([message, told && `(${told})`].filter(Boolean).join(" ") + (fix === undefined ? "" : `: ${fix}`));
    this.name = "RotationError";
    this.step = step;
    this.secretName = name;
    this.store = store;
    this.rotationId = rotationId;
    this.fix = fix;
    // Our own errors are clean; of others nothing is kept.
    if (cause instanceof SourceError || cause instanceof RotationError) this.cause = cause;
  }
}

function shown(cause: unknown): string {
  if (cause instanceof SourceError || cause instanceof RotationError || cause instanceof IssuerError)
    return cause.message;
  const words = ["name", "code"].map((each) => Reflect.get(Object(cause), each) as unknown);
  return words.filter(isIdentifier).join(" ") || typeof cause;
}

/** Codes and class names look like identifiers; anything else could be a text with a value in it. */
function isIdentifier(word: unknown): word is string {
  return typeof word === "string" && /^[A-Za-z0-9][\w.-]{0,60}$/.test(word);
}

/** What an issuer throws to be quoted: its message is shown, so it must hold no value. */
export class IssuerError extends Error {
  override readonly name = "IssuerError";
}
