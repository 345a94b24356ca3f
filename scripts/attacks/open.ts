/** A leak that is known and not closed yet. An entry that nothing finds any more has to go. */
export interface OpenLeak {
  readonly target: string;
  readonly failure?: string;
  readonly why: string;
}

export const openLeaks: readonly OpenLeak[] = [];
