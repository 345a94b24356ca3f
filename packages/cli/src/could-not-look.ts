import type { NextStep } from "./finding.ts";

interface CouldNotLookOptions {
  readonly code: string;
  /** A sentence that holds no value. */
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly fix?: string | undefined;
  readonly next?: readonly NextStep[];
}

/** A command ends with it where it could not do its work: exit code 2. It holds no value. */
export class CouldNotLook extends Error {
  readonly code: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly fix: string | undefined;
  readonly next: readonly NextStep[];

  constructor({ code, message, file, line, fix, next = [] }: CouldNotLookOptions) {
    super(message);
    this.code = code;
    this.file = file;
    this.line = line;
    this.fix = fix;
    this.next = next;
  }

  override get name(): string {
    return "CouldNotLook";
  }
}
