// By https://cursor.com/docs/agent/hooks: before a shell command, a read and an MCP call a `permission` is asked for; afterwards only
// an MCP tool's result can be replaced. So what a shell command, a read or a search would show is decided before it runs.
import type { Action, ToolCall, Verdict } from "../tool-call.ts";
import { withoutStrings } from "./claude-code.ts";
import {
  type HookEvent,
  objectIn,
  eventProperty,
  type Protocol,
  refusalText,
  SEEN_TEXT,
  eventText,
  NOT_LOOKED_AT,
} from "./protocol.ts";

export const cursor: Protocol = {
  callIn(event) {
    const name = eventText(event, "hook_event_name") ?? "";
    const phase = CURSOR_PHASES[name];
    if (phase === undefined) return undefined;
    const [root] = [eventProperty(event, "workspace_roots")].flat();
    const cwd = eventText(event, "cwd") || (typeof root === "string" ? root : "");
    const output = cursorOutput(event);
    return { phase, cwd, action: cursorAction(name, event), output, isReplaceable: isMcp(event) };
  },
  answer(verdict, event) {
    switch (verdict.kind) {
      case "passed":
        return {};
      case "refused": {
        const text = refusalText(verdict.refusal);
        return { permission: "deny", user_message: text, agent_message: text };
      }
      case "redacted":
        return isMcp(event) ? { updated_mcp_tool_output: verdict.output } : { additional_context: SEEN_TEXT };
      case "seen":
        return { additional_context: SEEN_TEXT };
    }
  },
  withheld(event): Verdict {
    if (CURSOR_PHASES[eventText(event, "hook_event_name") ?? ""] === "before")
      return { kind: "refused", refusal: NOT_LOOKED_AT };
    return isMcp(event)
      ? { kind: "redacted", output: withoutStrings(cursorOutput(event)) }
      : { kind: "passed" };
  },
};

const CURSOR_PHASES: Readonly<Record<string, ToolCall["phase"]>> = {
  beforeShellExecution: "before",
  beforeReadFile: "before",
  beforeTabFileRead: "before",
  preToolUse: "before",
  postToolUse: "after",
  postToolUseFailure: "failed",
};

function cursorOutput(event: HookEvent): unknown {
  return objectIn(eventProperty(event, "tool_output")) ?? eventProperty(event, "error_message");
}

function isMcp(event: HookEvent): boolean {
  return eventText(event, "tool_name")?.startsWith("MCP:") ?? false;
}

function cursorAction(name: string, event: HookEvent): Action {
  const input = objectIn(eventProperty(event, "tool_input"));
  if (name === "beforeShellExecution") return { kind: "shell", command: eventText(event, "command") ?? "" };
  if (name === "beforeReadFile" || name === "beforeTabFileRead")
    return { kind: "read", path: eventText(event, "file_path") ?? "", content: eventText(event, "content") };
  const path = eventText(input, "file_path", "path", "target_file", "target_notebook") ?? "";
  switch (eventText(event, "tool_name")) {
    case "Shell":
      return { kind: "shell", command: eventText(input, "command") ?? "" };
    case "Read":
      return { kind: "read", path };
    case "Write":
    case "Edit":
      return { kind: "write", path };
    case "Grep":
      return {
        kind: "search",
        path: path || ".",
        pattern: eventText(input, "pattern") ?? "",
        glob: eventText(input, "glob"),
      };
    default:
      return { kind: "other" };
  }
}
