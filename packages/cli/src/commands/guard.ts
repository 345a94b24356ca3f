import { defineCommand } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { guardEvent } from "../guard/guard-event.ts";
import type { HookEvent } from "../guard/protocols/protocol.ts";
import { PROTOCOLS } from "../guard/protocols/protocols.ts";

interface GuardData {
  readonly verdict: "passed" | "refused" | "redacted" | "seen";
  /** What the agent reads, as JSON. */
  readonly answer: string;
}

export const guardCommand = defineCommand<GuardData>({
  data: (z) =>
    z.strictObject({ verdict: z.enum(["passed", "refused", "redacted", "seen"]), answer: z.string() }),
  async run({ args, options, terminal }) {
    const protocol = PROTOCOLS[args[0] ?? ""];
    if (protocol === undefined) throw unknownAgent();
    const event = eventIn(Buffer.from(await terminal.stdin.readAll()).toString());
    if (event === undefined) throw unreadableEvent();
    const { verdict, answer, without } = await guardEvent(event, protocol, terminal, options.text("config"));
    const warnings =
      without === undefined
        ? []
        : [
            {
              code: "guard-without-definition",
              message: `${without}: it goes by the names of variables and files`,
            },
          ];
    const written = JSON.stringify(answer);
    return { data: { verdict, answer: written }, answer: written, warnings };
  },
  print: ({ answer }) => answer,
});

function eventIn(text: string): HookEvent | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? { ...parsed }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Exit code 2 refuses the call in each protocol; agents read the reason on stderr. */
function unreadableEvent(): CouldNotLook {
  return new CouldNotLook({
    code: "unreadable-event",
    message: "The event on standard input is no JSON object, so that it can't be looked at",
  });
}

function unknownAgent(): CouldNotLook {
  return new CouldNotLook({
    code: "usage",
    message: "confide guard knows no such agent",
    fix: `name one of ${Object.keys(PROTOCOLS).join(", ")}`,
    next: [{ command: "confide init --agents", why: "installs it where the agents look" }],
  });
}
