import type { Secret } from "@confide/core";

import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Finding } from "../finding.ts";
import { type AuditedWork, isUnheard, recorded } from "./recorded.ts";

interface Disclosable<T> {
  readonly text: Secret<T>;
  /** Whether an audit file has an entry of it. */
  readonly secret: boolean;
}

interface DiscloseOptions {
  /** What the audit says of it: `confide run`. */
  readonly purpose: string;
  /** Somebody asked to see the values: if no audit knows of it, a warning says so. */
  readonly isAsked?: boolean;
}

/**
 * The one way by which values leave this program, to a terminal, a file or another program. The entry of each secret in the
 * definition's audit file is on the disk before the caller has a value.
 *
 * @throws CouldNotLook where it can't be recorded: then nothing is disclosed.
 */
export async function disclose<T>(
  values: readonly Disclosable<T>[],
  loaded: LoadedDefinition,
  { purpose, isAsked = false }: DiscloseOptions,
): Promise<AuditedWork<readonly T[]>> {
  const secrets = values.filter(({ secret }) => secret);
  const reveal = ({ text }: Disclosable<T>) => text.reveal(purpose);
  if (secrets.length === 0) return { result: values.map(reveal), warnings: [] };
  const isTold = isAsked && isUnheard(loaded);
  const { result, warnings } = await recorded(
    loaded,
    async () => new Map(secrets.map((each) => [each, { value: reveal(each) }])),
  );
  return {
    result: values.map((each) => {
      const revealed = result.get(each);
      return revealed ? revealed.value : reveal(each);
    }),
    warnings: isTold ? [...warnings, NOT_RECORDED] : warnings,
  };
}

const NOT_RECORDED: Finding = {
  code: "not-recorded",
  message: "No audit file has an entry of this",
  fix: 'name one in the definition\'s file: export const audit = "audit.log"',
};
