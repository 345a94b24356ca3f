import { expect, test } from "vitest";

import { fileFailure } from "./failure.ts";

test.for([
  ["EACCES", "denied"],
  ["EPERM", "denied"],
  ["EROFS", "denied"],
  ["ENOENT", "not-found"],
  ["EIO", "unavailable"],
  ["EMFILE", "unavailable"],
  ["ENOSPC", "unavailable"],
  ["ELOOP", "unknown"],
] as const)("%s is told as %s", ([code, reason]) => {
  const error = fileFailure(Object.assign(new Error("quotes a value"), { code }), "secrets.age", "read");
  expect(error.reason).toBe(reason);
  expect(error.message).toContain(`secrets.age could not be read (${code})`);
  expect(JSON.stringify(error.cause)).not.toContain("quotes");
});

test("a denied one says what is needed", () => {
  const error = fileFailure(Object.assign(new Error(), { code: "EACCES" }), "secrets.age", "write");
  expect(error.message).toBe("access denied by local-store: secrets.age could not be written (EACCES)");
  expect(error.needs).toBe("permission to write secrets.age");
});
