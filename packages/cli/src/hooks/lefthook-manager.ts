import { existsSync } from "node:fs";
import { join } from "node:path";

import { type Document, isMap } from "yaml";

import { readManifest } from "../project/manifest.ts";
import { textOrNone } from "../files/read-text.ts";
import { gitRuns, HOOK_NAMES, type HookManager, runsConfide } from "./hook-manager.ts";
import type { HooksPlace } from "./hooks-place.ts";
import { editedYaml } from "./yaml-file.ts";

const LEFTHOOK_FILES = ["lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".lefthook.yaml"];
const COMMAND = "confide-scan";

export const lefthookManager: HookManager = {
  name: "lefthook",
  isUsed: ({ root }) =>
    LEFTHOOK_FILES.some((name) => existsSync(join(root, name))) ||
    readManifest(root).dependencies.has("lefthook"),
  install: ({ place, commands }) => [
    editedYaml(lefthookFile(place), "", (document) => {
      const missing = HOOK_NAMES.filter((name) => !document.hasIn([name, "commands", COMMAND]));
      for (const name of missing) document.setIn([name, "commands", COMMAND], { run: commands[name] });
      return missing.length > 0;
    }),
  ],
  uninstall: ({ place }) => [
    editedYaml(lefthookFile(place), "", (document) => {
      const found = HOOK_NAMES.filter((name) => document.hasIn([name, "commands", COMMAND]));
      for (const name of found) deleteWithEmpty(document, [name, "commands", COMMAND]);
      return found.length > 0;
    }),
  ],
  running({ place }) {
    const isConfigured = runsConfide(textOrNone(lefthookFile(place)));
    return isConfigured ? HOOK_NAMES.filter((name) => gitRuns(join(place.folder, name), /lefthook/)) : [];
  },
  activate: ({ execute }) => [{ command: execute("lefthook", ["install"]), why: "makes git run lefthook" }],
};

/** And what would be left empty around it. */
function deleteWithEmpty(document: Document, path: readonly string[]): void {
  document.deleteIn(path);
  const above = path.slice(0, -1);
  const rest: unknown = document.getIn(above);
  if (above.length > 0 && isMap(rest) && rest.items.length === 0) deleteWithEmpty(document, above);
}

function lefthookFile({ root }: HooksPlace): string {
  return join(root, LEFTHOOK_FILES.find((name) => existsSync(join(root, name))) ?? "lefthook.yml");
}
