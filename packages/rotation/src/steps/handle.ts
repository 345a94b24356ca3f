import type { Issuer, IssuerValue } from "../issuers/issuer.ts";
import { IssuerError, isIssuerError } from "../rotation-error.ts";

/** What the issuer calls a credential. @throws IssuerError in place of what is thrown, whose text may quote the value */
export function handleOf(issuer: Issuer, value: IssuerValue): string | undefined {
  try {
    return issuer.handleOf?.(value);
  } catch (error) {
    if (isIssuerError(error)) throw error;
    throw new IssuerError(`handleOf of ${issuer.name} can't say what a value is called`);
  }
}

export async function handleIn(
  issuer: Issuer,
  value: () => Promise<IssuerValue | undefined>,
): Promise<string | undefined> {
  const found = issuer.handleOf && (await value());
  return found && handleOf(issuer, found);
}
