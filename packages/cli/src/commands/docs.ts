import { existsSync } from "node:fs";
import { dirname, relative } from "node:path";

import { type Context, defineCommand, type Result } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import { textOrNone } from "../files/read-text.ts";
import { settingsBlock, settingsPage, withSettings } from "../settings/settings-page.ts";

interface DocsData {
  /** The page; `null` where it went into a file. */
  readonly text: string | null;
  readonly file: string | null;
  readonly fits: boolean;
  readonly written: boolean;
}

export const docsCommand = defineCommand<DocsData>({
  data: (z) =>
    z.strictObject({
      text: z.string().nullable(),
      file: z.string().nullable(),
      fits: z.boolean(),
      written: z.boolean(),
    }),
  async run(context) {
    const { definition, core } = await context.definition();
    const settings = core.describeSettings(definition);
    const [given] = context.args;
    if (given === undefined) {
      if (context.options.flag("check")) throw noFileToCheck();
      return { data: { text: settingsPage(settings), file: null, fits: true, written: false } };
    }
    const path = context.resolve(given);
    const before = textOrNone(path);
    const wanted = before === undefined ? settingsPage(settings) : withSettings(before, settings);
    if (wanted === undefined) throw noMarkers(path, settingsBlock([]));
    return intoFile({ path, before, wanted }, context);
  },
  print({ text, file, fits, written }, { style }) {
    if (text !== null) return text;
    if (written) return `${style.green("✓")} wrote ${file}`;
    return fits ? `${style.green("✓")} ${file} fits the settings` : "";
  },
});

interface Wanted {
  readonly path: string;
  readonly before: string | undefined;
  readonly wanted: string;
}

async function intoFile({ path, before, wanted }: Wanted, context: Context): Promise<Result<DocsData>> {
  const file = relative(context.terminal.cwd, path);
  const fits = before === wanted;
  const problems = fits
    ? []
    : [
        {
          code: "docs-drift",
          message: `${file} doesn't fit the settings`,
          file,
          fix: `confide docs ${file}`,
        },
      ];
  if (fits || context.options.flag("check"))
    return { data: { text: null, file, fits, written: false }, problems };
  if (!existsSync(dirname(path))) throw noFolder(path);
  const written = (await context.propose({ path, text: wanted })) === "written";
  return { data: { text: null, file, fits: written, written }, problems: written ? [] : problems };
}

/** A page is in a folder that exists: otherwise its path is misspelt. */
function noFolder(path: string): CouldNotLook {
  return new CouldNotLook({
    code: "unwritable-file",
    message: `${path} could not be written (ENOENT)`,
    file: path,
    fix: "correct the path, or make its folder first",
  });
}

function noFileToCheck(): CouldNotLook {
  return new CouldNotLook({
    code: "usage",
    message: "confide docs --check needs a FILE",
    next: [{ command: "confide docs --help", why: "says what it takes" }],
  });
}

function noMarkers(path: string, block: string): CouldNotLook {
  const [begin, end] = [block.split("\n")[0], block.split("\n").at(-1)];
  return new CouldNotLook({
    code: "no-markers",
    message: `${path} is there, and has no place for the settings`,
    file: path,
    fix: `write these two lines where the table is to be: ${begin} ${end}`,
  });
}
