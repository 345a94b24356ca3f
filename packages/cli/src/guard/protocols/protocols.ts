import { claudeCode } from "./claude-code.ts";
import { codex } from "./codex.ts";
import { copilot } from "./copilot.ts";
import { cursor } from "./cursor.ts";
import type { Protocol } from "./protocol.ts";

export const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  "claude-code": claudeCode,
  codex,
  cursor,
  copilot,
};
