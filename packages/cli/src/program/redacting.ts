import type { Secret } from "@confide/core";
import type { Redactor } from "@confide/redact";

import type { Redaction } from "./flow.ts";

/** Takes the secrets of a configuration out of outputs, and those of later ones. */
export interface Redacting {
  readonly redaction: () => Redaction;
  readonly add: (secrets: readonly Secret[]) => void;
}

export async function redactingOf(
  secrets: readonly Secret[],
  onWarning: (warning: string) => void,
): Promise<Redacting> {
  const { redactor } = await import("@confide/redact");
  const redacting: Redactor = redactor(secrets, { onWarning });
  return {
    redaction: () => redacting.chunks(),
    add(more) {
      for (const secret of more) redacting.add(secret);
    },
  };
}
