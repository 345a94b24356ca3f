// By https://code.claude.com/docs/en/hooks: PreToolUse takes `permissionDecision`, PostToolUse `updatedToolOutput`, which has to
// have the form of the tool's own output. The output of a PostToolUseFailure can't be replaced.
import type { Action, ToolCall, Verdict } from "../tool-call.ts";
import {
  type HookEvent,
  eventProperty,
  type Protocol,
  refusalText,
  SEEN_TEXT,
  eventText,
  NOT_LOOKED_AT,
  WITHHELD_TEXT,
} from "./protocol.ts";

export const claudeCode: Protocol = {
  callIn(event) {
    const phase = EVENT_PHASES[eventText(event, "hook_event_name") ?? ""];
    if (phase === undefined) return undefined;
    const output = phase === "failed" ? eventProperty(event, "error") : eventProperty(event, "tool_response");
    const cwd = eventText(event, "cwd") ?? "";
    return { phase, cwd, action: actionOf(event), output, isReplaceable: true };
  },
  answer(verdict, event) {
    const hookEventName = eventText(event, "hook_event_name");
    switch (verdict.kind) {
      case "passed":
        return {};
      case "refused": {
        const permissionDecisionReason = refusalText(verdict.refusal);
        return {
          hookSpecificOutput: { hookEventName, permissionDecision: "deny", permissionDecisionReason },
        };
      }
      case "redacted":
        return { hookSpecificOutput: { hookEventName, updatedToolOutput: verdict.output } };
      case "seen":
        return { hookSpecificOutput: { hookEventName, additionalContext: SEEN_TEXT } };
    }
  },
  withheld(event) {
    return withheldVerdict(event, "tool_response");
  },
};

export const EVENT_PHASES: Readonly<Record<string, ToolCall["phase"]>> = {
  PreToolUse: "before",
  PostToolUse: "after",
  PostToolUseFailure: "failed",
};

/** Strings go, and the form stays. */
export function withheldVerdict(event: HookEvent, output: string): Verdict {
  if (eventText(event, "hook_event_name") === "PreToolUse")
    return { kind: "refused", refusal: NOT_LOOKED_AT };
  return { kind: "redacted", output: withoutStrings(eventProperty(event, output)) };
}

export function withoutStrings(value: unknown): unknown {
  if (typeof value === "string") return WITHHELD_TEXT;
  if (Array.isArray(value)) return value.map(withoutStrings);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutStrings(inner)]));
}

/** By the tools' names and arguments, as Copilot and VS Code spell them too. */
export function actionOf(event: HookEvent): Action {
  const input = eventProperty(event, "tool_input");
  const path = eventText(input, "file_path", "notebook_path", "path", "filePath") ?? "";
  switch (eventText(event, "tool_name")) {
    case "Bash":
    case "Monitor":
      return { kind: "shell", command: eventText(input, "command") ?? "" };
    case "PowerShell":
      return { kind: "powershell", command: eventText(input, "command") ?? "" };
    case "Read":
    case "NotebookRead":
      return { kind: "read", path };
    case "Edit":
    case "MultiEdit":
    case "NotebookEdit":
    case "Write":
      return { kind: "write", path };
    case "Grep":
      return {
        kind: "search",
        path: path === "" ? "." : path,
        pattern: eventText(input, "pattern") ?? "",
        glob: eventText(input, "glob"),
      };
    default:
      return { kind: "other" };
  }
}
