import { existsSync } from "node:fs";
import { join, relative } from "node:path";

import { textOrNone } from "../files/read-text.ts";
import { readManifest } from "../project/manifest.ts";
import { HOOK_NAMES, type HookManager, runsConfide } from "./hook-manager.ts";
import type { HooksPlace } from "./hooks-place.ts";
import { withBlock, withoutBlock } from "./marked-block.ts";

/** husky runs the files of `.husky` as lines of the shell. */
export const huskyManager: HookManager = {
  name: "husky",
  isUsed: ({ root }) => existsSync(join(root, ".husky")) || readManifest(root).dependencies.has("husky"),
  install: ({ place, scripts }) =>
    HOOK_NAMES.map((name) => {
      const path = huskyFile(place, name);
      return {
        path,
        text: withBlock(textOrNone(path) ?? "", scripts[name], "at the end"),
      };
    }),
  uninstall: ({ place }) =>
    HOOK_NAMES.flatMap((name) => {
      const path = huskyFile(place, name);
      const before = textOrNone(path);
      return before === undefined ? [] : [{ path, text: withoutBlock(before) }];
    }),
  running({ place }) {
    if (!/^\.husky(?:[\\/]_)?$/.test(relative(place.root, place.folder))) return [];
    return HOOK_NAMES.filter((name) => runsConfide(textOrNone(huskyFile(place, name))));
  },
  activate: ({ execute }) => [{ command: execute("husky", []), why: "makes git run the hooks of .husky" }],
};

function huskyFile({ root }: HooksPlace, name: string): string {
  return join(root, ".husky", name);
}
