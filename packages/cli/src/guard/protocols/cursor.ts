// By https://cursor.com/docs/agent/hooks: before a shell command, a read and an MCP call a `permission` is asked for; afterwards only
// an MCP tool's result can be replaced. So what a shell command, a read or a search would show is decided before it runs.
import type { Action, ToolCall, Verdict } from "../tool-call.ts";
import { withoutText } from "./claude-code.ts";
import {
  type HookEvent,
  objectIn,
  propertyIn,
  type Protocol,
  refusalText,
  SEEN_TEXT,
  textIn,
} from "./protocol.ts";

export const cursor: Protocol = {
  callIn(event) {
    const name = textIn(event, "hook_event_name") ?? "";
    const phase = CURSOR_PHASES[name];
    if (phase === undefined) return undefined;
    const [root] = [propertyIn(event, "workspace_roots")].flat();
    const cwd = textIn(event, "cwd") || (typeof root === "string" ? root : "");
    const output = outputOf(event);
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
    const refusal = {
      why: "confide guard could not look at it",
      instead: "ask a person to run `confide doctor`",
    };
    if (CURSOR_PHASES[textIn(event, "hook_event_name") ?? ""] === "before")
      return { kind: "refused", refusal };
    return isMcp(event) ? { kind: "redacted", output: withoutText(outputOf(event)) } : { kind: "passed" };
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

function outputOf(event: HookEvent): unknown {
  return objectIn(propertyIn(event, "tool_output")) ?? propertyIn(event, "error_message");
}

function isMcp(event: HookEvent): boolean {
  return textIn(event, "tool_name")?.startsWith("MCP:") ?? false;
}

function cursorAction(name: string, event: HookEvent): Action {
  const input = objectIn(propertyIn(event, "tool_input"));
  if (name === "beforeShellExecution") return { kind: "shell", command: textIn(event, "command") ?? "" };
  if (name === "beforeReadFile" || name === "beforeTabFileRead")
    return { kind: "read", path: textIn(event, "file_path") ?? "", content: textIn(event, "content") };
  const path = textIn(input, "file_path", "path", "target_file", "target_notebook") ?? "";
  switch (textIn(event, "tool_name")) {
    case "Shell":
      return { kind: "shell", command: textIn(input, "command") ?? "" };
    case "Read":
      return { kind: "read", path };
    case "Write":
    case "Edit":
      return { kind: "write", path };
    case "Grep":
      return {
        kind: "search",
        path: path || ".",
        pattern: textIn(input, "pattern") ?? "",
        glob: textIn(input, "glob"),
      };
    default:
      return { kind: "other" };
  }
}
