import { expectTypeOf, test } from "vitest";

import { type AuditEvent, Secret } from "../index.ts";
import { type AuditDetails, type AuditedSetting, publishAudit, type ReadEvent } from "../adapter.ts";

const secret = new Secret("made-up");

test("an event is told by its name", () => {
  expectTypeOf<AuditEvent["event"]>().toEqualTypeOf<
    "load" | "read" | "reveal" | "refresh" | "rotate" | "policy"
  >();
  expectTypeOf<Extract<AuditEvent, { event: "read" }>>().toEqualTypeOf<ReadEvent>();
  expectTypeOf<AuditEvent["time"]>().toEqualTypeOf<string>();
});

test("who publishes gives Secrets, and neither time nor fingerprints", () => {
  expectTypeOf<AuditDetails<"rotate">>().toHaveProperty("secret");
  expectTypeOf<AuditDetails<"rotate">>().not.toHaveProperty("time");
  expectTypeOf<AuditDetails<"refresh">["settings"][number]>().toHaveProperty("secret");
  expectTypeOf<AuditDetails<"refresh">["settings"][number]>().not.toHaveProperty("fingerprint");
  expectTypeOf<AuditDetails<"read">["settings"]>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<AuditedSetting["fingerprint"]>().toEqualTypeOf<string | undefined>();
  publishAudit("rotate", () => ({ outcome: "ok", rotationId: "r", step: "create", secret }));
  // @ts-expect-error: a rotation has an id
  publishAudit("rotate", () => ({ outcome: "ok", step: "create" }));
  // @ts-expect-error: a value is no Secret
  publishAudit("rotate", () => ({ outcome: "ok", rotationId: "r", step: "create", secret: "made-up" }));
});
