import { expect, test } from "vitest";

import { keyOf, type KeyOptions } from "./key.ts";
import { localStore } from "./store.ts";
import { context } from "../test/fixture.ts";

async function failureOf(options: KeyOptions): Promise<unknown> {
  return keyOf(options, context()).catch((error: unknown) => error);
}

test("a passphrase may hold a key's beginning, but not begin with it", async () => {
  const passphrase = "an age-secret-key- and more";
  expect((await keyOf({ passphrase, env: {} }, context())).called).toBe("the passphrase");
  expect(await failureOf({ passphrase: "age-secret-key-1" })).toMatchObject({
    message: `not signed in to local-store: the passphrase is an age key: name its file in keyFile or CONFIDE_KEY_FILE`,
  });
});

test("without any key all ways to give one are named", async () => {
  expect(await failureOf({ env: {} })).toMatchObject({
    message:
      "not signed in to local-store: there is no key: give keyFile or passphrase, or set CONFIDE_KEY_FILE, CONFIDE_PASSPHRASE or CONFIDE_PASSPHRASE_FILE",
  });
});

test("a work factor that is no whole number says which ones are", () => {
  expect(() => localStore({ path: "secrets.age", workFactor: 0 })).toThrow(
    "workFactor has to be a whole number from 1 to 20",
  );
});

test("the work of a passphrase is 2 to the power of 17 where nobody says otherwise", async () => {
  const encrypter = await (await keyOf({ passphrase: "made-up", env: {} }, context())).encrypter();
  expect(Buffer.from(await encrypter.encrypt("text")).toString("latin1")).toMatch(/^-> scrypt \S+ 17$/m);
});
