import { expect, test } from "vitest";

import { onUse } from "./on-use.ts";

test("opens nothing before it is used, then once for all", async () => {
  let count = 0;
  const client = onUse(async () => ++count);
  expect(count).toBe(0);
  expect(await Promise.all([client.get(), client.get()])).toEqual([1, 1]);
  expect(await client.get()).toBe(1);
});

test("tries again after a failure", async () => {
  let count = 0;
  const client = onUse(async () => {
    if (++count === 1) throw new Error("not yet");
    return count;
  });
  await expect(client.get()).rejects.toThrow("not yet");
  expect(await client.get()).toBe(2);
});

test("gives back what is open, once, and opens another then", async () => {
  let count = 0;
  const client = onUse(async () => ++count);
  expect(await client.reset()).toBeUndefined();
  await client.get();
  expect(await client.reset()).toBe(1);
  expect(await client.reset()).toBeUndefined();
  expect(await client.get()).toBe(2);
});
