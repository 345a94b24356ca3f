import { relative } from "node:path";

import { type Context, defineCommand } from "../command.ts";
import { CouldNotLook, declined } from "../could-not-look.ts";
import type { Finding } from "../finding.ts";
import { isForGit, keyFileMaker } from "../keys/new-key-file.ts";
import { VALUE_REFUSED } from "../options/option-spec.ts";

interface KeyNewData {
  readonly file: string;
  /** The public half, for `age -r`. The private one is never printed. */
  readonly recipient: string;
}

export const keyNewCommand = defineCommand<KeyNewData>({
  data: (z) => z.strictObject({ file: z.string(), recipient: z.string() }),
  async run(context) {
    const path = givenPath(context);
    const { cwd, env } = context.terminal;
    const file = relative(cwd, path);
    const make = await keyFileMaker(path, cwd);
    if (!(await context.confirm(keyQuestion(file)))) throw declined();
    const { recipient } = await make();
    return {
      data: { file, recipient },
      warnings: (await isForGit(path, env)) ? [notIgnored(file)] : [],
      next: [
        { command: "confide secret set NAME", why: "writes a secret into the store that the key opens" },
      ],
    };
  },
  print: ({ file, recipient }, { style, facts }) =>
    `${style.green("✓")} wrote ${file}\n${facts([
      ["public half", recipient],
      ["keep", "a copy elsewhere: what the key encrypts can't be read without it"],
    ])}`,
});

function notIgnored(file: string): Finding {
  return {
    code: "key-not-ignored",
    message: `git doesn't ignore ${file}, and would take it in`,
    file,
    fix: `name ${file} in .gitignore`,
  };
}

function givenPath(context: Context): string {
  const given = context.args[0] ?? context.terminal.env["CONFIDE_KEY_FILE"] ?? "";
  // People paste the key where its file belongs.
  if (/age-(?:secret-key|plugin)-/i.test(given)) throw new CouldNotLook({ code: "usage", ...VALUE_REFUSED });
  if (given !== "") return context.resolve(given);
  throw new CouldNotLook({
    code: "usage",
    message: "confide key new needs a FILE, or CONFIDE_KEY_FILE in the environment",
    fix: "confide key new key.txt",
  });
}

function keyQuestion(file: string): Parameters<Context["confirm"]>[0] {
  return {
    shown: ({ facts }) =>
      facts([
        ["new key", file],
        ["mode", "600: only you may read it"],
      ]),
    asks: `Make ${file}?`,
    unasked: `${file} would be made`,
    fix: "add --yes to make it",
  };
}
