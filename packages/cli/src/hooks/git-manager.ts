import { accessSync, constants } from "node:fs";
import { join, relative } from "node:path";

import { CouldNotLook } from "../could-not-look.ts";
import { type ProposedFile } from "../files/propose.ts";
import { textOrNone } from "../files/read-text.ts";
import { HOOK_NAMES, type HookManager, runsConfide } from "./hook-manager.ts";
import type { HooksPlace } from "./hooks-place.ts";
import { withBlock, withoutBlock } from "./marked-block.ts";

const NEW_HOOK = "#!/bin/sh\n";

/** git alone: files in the folder where it looks. */
export const gitManager: HookManager = {
  name: "git",
  isUsed: () => true,
  install({ place, scripts }) {
    refuseShared(place);
    return HOOK_NAMES.map((name) => {
      const path = join(place.folder, name);
      const before = textOrNone(path) ?? NEW_HOOK;
      if (!/^#!.*\b(?:ba|da|z|k)?sh\b/.test(before)) throw foreignHook(relative(place.root, path));
      // In front of what is there, which may end the hook itself.
      return {
        path,
        text: withBlock(before, scripts[name], "behind the first line"),
        isExecutable: true,
      };
    });
  },
  uninstall: ({ place }) =>
    HOOK_NAMES.flatMap((name): readonly ProposedFile[] => {
      const path = join(place.folder, name);
      const before = textOrNone(path);
      return before === undefined ? [] : [{ path, text: withoutBlock(before) }];
    }),
  running: ({ place }) => HOOK_NAMES.filter((name) => isRun(join(place.folder, name))),
  activate: () => [],
};

function isRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    return false;
  }
  return runsConfide(textOrNone(path));
}

/** Hooks outside of the repository are those of every repository of this machine. */
function refuseShared({ root, folder, usual }: HooksPlace): void {
  if (folder === usual || !relative(root, folder).startsWith("..")) return;
  throw new CouldNotLook({
    code: "shared-hooks",
    message: "core.hooksPath names a folder outside of the repository, whose hooks other repositories share",
    fix: "git config core.hooksPath .githooks makes one for this repository",
  });
}

function foreignHook(file: string): CouldNotLook {
  return new CouldNotLook({
    code: "foreign-hook",
    message: `${file} is no script of the shell, so that nothing can be put into it`,
    file,
    fix: "let it start confide scan --staged itself, or use pre-commit or lefthook, which run several hooks",
  });
}
