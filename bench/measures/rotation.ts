import { type App, program } from "../app.ts";
import { runNode } from "../child.ts";
import type { Verifying } from "../programs/verifying.ts";
import type { Row } from "../table.ts";

/** A key that is checked from the cache, against the bare comparison of bytes of the same length. */
export async function rotation(app: App): Promise<readonly Row[]> {
  const place = app.place(50);
  const file = await program(place, "rotation-verify", CODE);
  const { one, graced, hashed, ns } = JSON.parse(runNode(place, file).output) as Verifying;
  return [
    {
      measure: "a key verified from the cache × timingSafeEqual",
      goal: "≤ 5.0",
      result: `${one.toFixed(1)} (${ns.toFixed(0)} ns), with one in grace ${graced.toFixed(1)}`,
      holds: one <= 5 && graced <= 5,
      peers: `SHA-256 of both, then timingSafeEqual ${hashed.toFixed(1)}`,
    },
  ];
}

const CODE = `
  import { verifying } from "./programs/verifying.ts";
  console.log(JSON.stringify(await verifying()));
`;
