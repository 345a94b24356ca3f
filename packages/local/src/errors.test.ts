import { reasonText, SourceError } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { fileFailure } from "./errors.ts";

test.for([
  ["EACCES", "denied"],
  ["EPERM", "denied"],
  ["EROFS", "denied"],
  ["ENOENT", "not-found"],
  ["ENOTDIR", "not-found"],
  ["EFBIG", "too-large"],
  ["EAGAIN", "unavailable"],
  ["EBUSY", "unavailable"],
  ["ENFILE", "unavailable"],
  ["EDQUOT", "unavailable"],
  ["ESTALE", "unavailable"],
  ["ETIMEDOUT", "timeout"],
  ["EIO", "unavailable"],
  ["EMFILE", "unavailable"],
  ["ENOSPC", "unavailable"],
  ["ELOOP", "unknown"],
] as const)("%s is told as %s", ([code, reason]) => {
  const error = fileFailure(Object.assign(new Error("quotes a value"), { code }), "secrets.age", "read");
  expect(error.reason).toBe(reason);
  expect(error.message).toContain(`secrets.age could not be read (${code})`);
  expect(error.message).toContain(reasonText(reason, "local-store"));
  expect(JSON.stringify(error.cause)).not.toContain("quotes");
});

test("a denied one says what is needed", () => {
  const error = fileFailure(Object.assign(new Error(), { code: "EACCES" }), "secrets.age", "write");
  expect(error.message).toBe("access denied by local-store: secrets.age could not be written (EACCES)");
  expect(error.needs).toBe("permission to write secrets.age");
});

test("only a denied one needs a permission, and an error without a code has none in its words", () => {
  expect(
    fileFailure(Object.assign(new Error(), { code: "EIO" }), "secrets.age", "read").needs,
  ).toBeUndefined();
  const error = fileFailure(new Error("quotes a value"), "secrets.age", "read");
  expect(error).toMatchObject({ reason: "unknown" });
  expect(error.message).toMatch(/: secrets\.age could not be read$/);
});

test("a failure in confide's own words is left unchanged", () => {
  const error = new SourceError({
    reason: "denied",
    message: "a message",
    store: "local-store",
    retryAfterMs: 7,
    needs: "a permission",
    cause: { name: "Error", code: "EACCES" },
  });
  expect(fileFailure(error, "other.age", "write")).toBe(error);
});
