// By https://docs.github.com/en/copilot/reference/hooks-reference: preToolUse takes `permissionDecision`, and refuses where the hook
// fails; postToolUse takes `modifiedResult`; the output of a postToolUseFailure can't be replaced. The events have no name in them:
// what they hold says which it is.
import type { Action, Verdict } from "../tool-call.ts";
import {
  type HookEvent,
  objectIn,
  eventProperty,
  type Protocol,
  refusalText,
  SEEN_TEXT,
  eventText,
  NOT_LOOKED_AT,
  WITHHELD_TEXT,
} from "./protocol.ts";

export const copilot: Protocol = {
  callIn(event) {
    if (eventText(event, "toolName") === undefined) return undefined;
    const result = eventProperty(event, "toolResult");
    const error = eventProperty(event, "error");
    const phase = result !== undefined ? "after" : error !== undefined ? "failed" : "before";
    const cwd = eventText(event, "cwd") ?? "";
    return { phase, cwd, action: copilotAction(event), output: result ?? error, isReplaceable: true };
  },
  answer(verdict) {
    switch (verdict.kind) {
      case "passed":
        return {};
      case "refused":
        return { permissionDecision: "deny", permissionDecisionReason: refusalText(verdict.refusal) };
      case "redacted":
        return { modifiedResult: verdict.output };
      case "seen":
        return { additionalContext: SEEN_TEXT };
    }
  },
  withheld(event): Verdict {
    if (eventProperty(event, "toolResult") === undefined) return { kind: "refused", refusal: NOT_LOOKED_AT };
    return { kind: "redacted", output: { resultType: "success", textResultForLlm: WITHHELD_TEXT } };
  },
};

function copilotAction(event: HookEvent): Action {
  const input = objectIn(eventProperty(event, "toolArgs"));
  const path = eventText(input, "path", "file_path") ?? "";
  switch (eventText(event, "toolName")) {
    case "bash":
      return { kind: "shell", command: eventText(input, "command") ?? "" };
    case "powershell":
      return { kind: "powershell", command: eventText(input, "command") ?? "" };
    case "view":
      return { kind: "read", path };
    case "edit":
    case "create":
    case "str_replace_editor":
      return { kind: "write", path };
    case "grep":
    case "rg":
      return {
        kind: "search",
        path: path || ".",
        pattern: eventText(input, "pattern") ?? "",
        glob: eventText(input, "glob", "include"),
      };
    default:
      return { kind: "other" };
  }
}
