import { expect, test } from "vitest";

import { SourceError } from "../model/errors.ts";
import { failureFor, failuresOf, ignore } from "./failures.ts";

test("a failure names its store, in one sentence with the detail", () => {
  const error = failuresOf("etcd")("denied", "prod/db", { ref: "prod/db", needs: "READ on prod/db" });
  expect(error).toBeInstanceOf(SourceError);
  expect(error).toMatchObject({
    message: "access denied by etcd: prod/db",
    reason: "denied",
    store: "etcd",
    ref: "prod/db",
    needs: "READ on prod/db",
  });
});

test("a failure keeps all it says when it is reported for another ref", () => {
  const details = {
    reason: "denied",
    message: "a message",
    store: "local-store",
    retryAfterMs: 7,
    needs: "a permission",
  } as const;
  const error = new SourceError({ ...details, ref: "other", cause: { name: "Error", code: "EACCES" } });
  expect(failureFor("db", error)).toMatchObject({ ...details, ref: "db", cause: { code: "EACCES" } });
});

test("ignore lets these reasons pass, and nothing else", async () => {
  const failing = async (error: Error) => {
    throw error;
  };
  const missing = new SourceError({ reason: "not-found", message: "no" });
  expect(await failing(missing).catch(ignore("not-found", "disabled"))).toBeUndefined();
  await expect(failing(missing).catch(ignore("disabled"))).rejects.toBe(missing);
  const foreign = Object.assign(new Error("no"), { reason: "not-found" });
  await expect(failing(foreign).catch(ignore("not-found"))).rejects.toBe(foreign);
});
