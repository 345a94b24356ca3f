import { expect, test } from "vitest";

import { dieEverywhere } from "../test/crash-cases.ts";
import { openStores } from "../test/stores.ts";

for (const [title, open] of Object.entries(openStores))
  test(`${title}: a rotator may die before and after every effect`, async () => {
    await using opened = await open();
    let count = 0;
    expect(await dieEverywhere(async () => ({ ...opened, name: `crash-${++count}` }))).toBeGreaterThan(10);
  });
