import { defineCommand } from "../command.ts";
import { completionScript, SHELLS } from "../completion/scripts.ts";
import { CouldNotLook } from "../could-not-look.ts";

export const completionCommand = defineCommand<{ readonly text: string }>({
  data: (z) => z.strictObject({ text: z.string() }),
  async run({ args }) {
    const shell = SHELLS.find((each) => each === args[0]);
    if (shell !== undefined) return { data: { text: completionScript(shell) } };
    throw new CouldNotLook({
      code: "unknown-shell",
      message: "confide completes in no such shell",
      fix: `name one of ${SHELLS.join(", ")}`,
    });
  },
  print: ({ text }) => text,
});
