import type { Issuer, IssuerValue } from "../issuers/issuer.ts";
import type { RotationState } from "../state/rotation-state.ts";
import { gracedNotes } from "../state/running-graces.ts";
import { currentOf } from "./current.ts";
import type { Operation } from "./operation.ts";
import { bytesOf, holdsSame } from "./same-value.ts";

/**
 * Refuses a value that is good already, as an issuer gives which gets what is there before it creates: the rotation would
 * change nothing, and its end would revoke what is in use.
 */
export async function assertNew(
  made: IssuerValue,
  state: RotationState,
  operation: Operation,
  current: () => Promise<IssuerValue> = currentOf(state, operation).value,
): Promise<void> {
  const { issuer, name, refuse } = operation;
  if (bytesOf(made, "rotation").length === 0)
    throw refuse({ step: "create", message: `${issuer.name} made an empty value`, fix: "correct create" });
  if (losesProperties(await current(), made))
    throw refuse({
      step: "create",
      message: `${name} is a JSON object, and what ${issuer.name} made would replace all of its properties`,
      fix: `name the property that is to be replaced, as in ${name}#apiKey`,
    });
  for (const [used, value] of await valuesInUse(state, operation, current))
    if (isSameAs(made, value, issuer))
      throw refuse({
        step: "create",
        message: `${issuer.name} made no new credential for ${name}, but the one of ${used}`,
        fix: "let create make a new one each time, and call abortRotation if it is stored already",
      });
}

/** Readers of a property would find none any more. */
function losesProperties(current: IssuerValue, made: IssuerValue): boolean {
  return hasProperties(current) && !hasProperties(made);
}

function hasProperties(value: IssuerValue): boolean {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytesOf(value, "rotation")));
    return typeof parsed === "object" && parsed !== null && Object.keys(parsed).length > 0;
  } catch {
    return false; // no JSON
  }
}

async function valuesInUse(
  state: RotationState,
  { calls, time }: Operation,
  current: () => Promise<IssuerValue>,
) {
  const versions = new Set(
    gracedNotes(state, time.range())
      .map(({ base }) => base)
      .filter((base) => base !== state.current),
  );
  const values: [used: string, value: IssuerValue][] = [["the current version", await current()]];
  for (const version of versions) {
    const value = await calls.read(version);
    if (value) values.push([`version ${version}, which is in grace`, value]);
  }
  return values;
}

/** Of two credentials with one name there can be one only where the target takes any number of them. */
function isSameAs(one: IssuerValue, other: IssuerValue, issuer: Issuer): boolean {
  if (holdsSame(one, other, issuer)) return true;
  const { handleOf, credentials } = issuer;
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
