import { vendorPackage } from "@confide/core/adapter";

import { KIND } from "./errors.ts";

/** Imported on use: a key file's secrets are read without it. */
export async function agePackage(): Promise<typeof import("age-encryption")> {
  return vendorPackage(KIND, "age-encryption", () => import("age-encryption"));
}
