import type { Refusal, ToolCall, Verdict } from "../tool-call.ts";

/** How one agent's hooks are spoken to. */
export interface Protocol {
  /** The call that an event is about; `undefined` for an event or a tool that the guard doesn't look at. */
  callIn(event: HookEvent): ToolCall | undefined;
  /** What the agent reads of the verdict, on stdout. Exit code 0 in any case. */
  answer(verdict: Verdict, event: HookEvent): object;
  /** The answer where the guard could not look: a call that has not run yet is refused, and what one returned is withheld. */
  withheld(event: HookEvent): Verdict;
}

/** What a hook is given on standard input. */
export type HookEvent = Readonly<Record<string, unknown>>;

export function eventText(of: unknown, ...names: readonly string[]): string | undefined {
  const found = names.map((name) => eventProperty(of, name)).find((value) => typeof value === "string");
  return typeof found === "string" ? found : undefined;
}

export function eventProperty(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null && Object.hasOwn(of, name) ? Reflect.get(of, name) : undefined;
}

/** Arguments that came as the text of a JSON object. */
export function objectIn(of: unknown): unknown {
  if (typeof of !== "string") return of;
  try {
    return JSON.parse(of);
  } catch {
    return { text: of };
  }
}

export function refusalText({ why, instead }: Refusal): string {
  return `confide refused this: ${why}. Instead: ${instead}.`;
}

/** Why a call is refused that could not be looked at. */
export const NOT_LOOKED_AT: Refusal = {
  why: "confide guard could not look at it",
  instead: "ask a person to run `confide doctor`",
};

export const SEEN_TEXT =
  "confide: what this printed holds a known secret. Don't repeat it, and tell the person: everybody who reads this conversation knows it now, so it has to be rotated.";

export const WITHHELD_TEXT = "[confide withheld this, as it could not be looked through]";
