import type { Issuer, IssuerValue } from "./issuer.ts";
import { runningGraces } from "./running.ts";
import type { Run } from "./run.ts";
import { bytesOf, isSameValue } from "./same-value.ts";
import type { Situation } from "./situation.ts";

export interface NewValueOptions {
  readonly run: Run;
  readonly issuer: Issuer;
  readonly situation: Situation;
  readonly current: () => Promise<IssuerValue>;
}

/** Those whose values nobody can have had before, so that nothing has to be read to see it. */
const random = new WeakSet<Issuer["create"]>();

/** @param create makes each value of new random bytes */
export function fromRandomBytes(create: Issuer["create"]): Issuer["create"] {
  random.add(create);
  return create;
}

/**
 * Refuses a value that is good already, as an issuer gives which gets what is there before it creates: the rotation would
 * change nothing, and its end would revoke what is in use.
 */
export async function mustBeNew(made: IssuerValue, options: NewValueOptions): Promise<void> {
  const { run, issuer } = options;
  if (bytesOf(made, "rotation").length === 0)
    throw run.refuse({
      step: "create",
      message: `${issuer.name} made an empty value`,
      fix: "correct create",
    });
  if (random.has(issuer.create)) return;
  for (const [used, value] of await valuesInUse(options))
    if (isSameCredential(made, value, issuer))
      throw run.refuse({
        step: "create",
        message: `${issuer.name} made no new credential for ${run.name}, but the one of ${used}`,
        fix: "let create make a new one each time, and call abortRotation if it is stored already",
      });
}

async function valuesInUse({ run, situation, current }: NewValueOptions) {
  const { promoted } = situation;
  const graced = [...runningGraces(situation, run).map(({ record }) => record), ...promoted];
  const versions = new Set(graced.map(({ base }) => base).filter((base) => base !== situation.current));
  const values: [used: string, value: IssuerValue][] = [["the current version", await current()]];
  for (const version of versions) {
    const value = await run.calls.read(version);
    if (value) values.push([`version ${version}, which is in grace`, value]);
  }
  return values;
}

/** Of two credentials with one name there can be one only where the target takes any number of them. */
export function isSameCredential(
  one: IssuerValue,
  other: IssuerValue,
  { handleOf, credentials }: Issuer,
): boolean {
  if (isSameValue(one, other)) return true;
  return credentials === "many" && handleOf !== undefined && isSameHandle(one, other, handleOf);
}

function isSameHandle(
  one: IssuerValue,
  other: IssuerValue,
  handleOf: NonNullable<Issuer["handleOf"]>,
): boolean {
  try {
    return handleOf(one) === handleOf(other);
  } catch {
    return false; // the first value, put by hand, may be of another form
  }
}
