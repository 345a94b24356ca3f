// By https://developers.openai.com/codex/hooks, and the schemas in codex-rs/hooks/schema of github.com/openai/codex: the events are
// Claude Code's, and an answer has no other properties. PostToolUse can't replace a result, but `decision: "block"` puts its reason
// in the result's place.
import { actionOf, EVENT_PHASES, withheldVerdict } from "./claude-code.ts";
import { eventProperty, type Protocol, refusalText, eventText } from "./protocol.ts";

export const codex: Protocol = {
  callIn(event) {
    const phase = EVENT_PHASES[eventText(event, "hook_event_name") ?? ""];
    if (phase === undefined) return undefined;
    const cwd = eventText(event, "cwd") ?? "";
    const action =
      eventText(event, "tool_name") === "apply_patch" ? ({ kind: "other" } as const) : actionOf(event);
    return { phase, cwd, action, output: eventProperty(event, "tool_response"), isReplaceable: true };
  },
  answer(verdict) {
    switch (verdict.kind) {
      case "passed":
        return {};
      case "refused":
        return {
          hookSpecificOutput: {
            hookEventName: "PreToolUse",
            permissionDecision: "deny",
            permissionDecisionReason: refusalText(verdict.refusal),
          },
        };
      case "redacted":
      case "seen":
        return { decision: "block", reason: reasonOf(verdict.kind === "redacted" ? verdict.output : "") };
    }
  },
  withheld: (event) => withheldVerdict(event, "tool_response"),
};

/** The redacted result itself, so that work goes on. */
function reasonOf(output: unknown): string {
  const text = typeof output === "string" ? output : JSON.stringify(output);
  return `confide took secrets out of this result:\n${text}`;
}
