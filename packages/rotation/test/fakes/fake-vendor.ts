import type { Issuer } from "../../src/issuers/issuer.ts";
import type { RotationLock } from "../../src/locks/lock.ts";
import { textOf } from "../target.ts";
import type { Vendor } from "../vendors.ts";
import type { Faults } from "./faults.ts";

/** An issuer of ours, over what stands in for its vendor. */
export interface FakeVendor extends Vendor {
  readonly hasGrace: true;
  readonly faults: Faults;
  /** Of the vendor's client, by what went wrong: `denied`, `throttled`, `cut`. */
  readonly errors: Readonly<Record<string, (secret: string) => Error>>;
  /** Calls that put something back, and so may follow when nobody waits any more. */
  readonly cleanUps?: readonly string[];
  /** What the vendor does when a process has died: its connections are closed. */
  readonly disconnect?: () => void;
  readonly lock?: RotationLock & { readonly releaseAll: () => void };
}

interface Seen {
  readonly issuer: Issuer;
  /** Every value that the issuer has made, and the first. */
  readonly values: ReadonlySet<string>;
}

/** Remembers what an issuer makes, since a vendor keeps no passwords, but hashes of them. */
export function remembering(issuer: Issuer, first: string): Seen {
  const values = new Set([first]);
  const create: Issuer["create"] = async (step) => {
    const value = await issuer.create(step);
    values.add(textOf(value));
    return value;
  };
  return { issuer: { ...issuer, create }, values };
}

/** The password in a secret of a database. */
export function passwordIn(secret: string): string {
  return (JSON.parse(secret) as { password: string }).password;
}
