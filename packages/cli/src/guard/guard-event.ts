import { statSync } from "../node-fs.ts";
import type { Terminal } from "../terminal.ts";
import { verdictOn } from "./judge.ts";
import { projectSecrets } from "./project-secrets.ts";
import type { HookEvent, Protocol } from "./protocols/protocol.ts";
import type { Verdict } from "./tool-call.ts";

export interface GuardedEvent {
  readonly verdict: Verdict["kind"];
  /** What the agent reads. */
  readonly answer: object;
  /** Why the definition's values are not among those that are known. */
  readonly without?: string | undefined;
}

/** Answers an agent's hook. What it can't look at is refused or withheld, and it never throws. */
export async function guardEvent(
  event: HookEvent,
  protocol: Protocol,
  terminal: Terminal,
  config?: string,
): Promise<GuardedEvent> {
  try {
    const call = protocol.callIn(event);
    if (call === undefined) return { verdict: "passed", answer: protocol.answer({ kind: "passed" }, event) };
    const cwd = isFolder(call.cwd) ? call.cwd : terminal.cwd;
    const secrets = await projectSecrets({ ...terminal, cwd }, config);
    const verdict = await verdictOn({ ...call, cwd }, secrets);
    return { verdict: verdict.kind, answer: protocol.answer(verdict, event), without: secrets.without };
  } catch {
    const verdict = protocol.withheld(event);
    return { verdict: verdict.kind, answer: protocol.answer(verdict, event) };
  }
}

function isFolder(path: string): boolean {
  return path !== "" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
