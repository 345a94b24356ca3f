import type { Secret } from "@confide/core";

import { CouldNotLook } from "../could-not-look.ts";

/** What the audit says of a reveal by this program. */
export function revealPurpose(reason: string | undefined): string {
  return reason === undefined ? "confide secret get" : `confide secret get: ${reason}`;
}

/** @throws CouldNotLook for bytes, and for text that would move a terminal's cursor or change its colours */
export function checkShowable(value: Secret<string | Uint8Array>): void {
  if (value.map(isShowable).equals(true)) return;
  throw new CouldNotLook({
    code: "not-showable",
    message: "The value isn't text alone: a terminal would act on some of its characters, or can't show them",
    fix: "let it go into a file or a pipe: confide secret get NAME --reveal > FILE",
  });
}

function isShowable(value: string | Uint8Array): boolean {
  return typeof value === "string" && !/[^\P{Cc}\n\r\t]/u.test(value);
}
