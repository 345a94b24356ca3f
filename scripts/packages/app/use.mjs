// What the scratch app does with the packages, however it got hold of them. Whatever is wrong here throws.
import assert from "node:assert/strict";

/**
 * @param {{
 *   core: typeof import("@confide/core"),
 *   testing: typeof import("@confide/core/testing"),
 *   z: typeof import("zod"),
 * }} packages
 */
export async function use({ core, testing, z }) {
  assert.ok(Object.keys(core).length > 0);
  assert.ok(Object.keys(testing).length > 0);
  assert.equal(z.string().parse("text"), "text");
  console.log("the app works");
}
