// `node --import` this: the same overlay for the programs that a test starts, whose modules Node loads itself.
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { root } from "../workspace.ts";
import { overlay } from "./overlay.ts";

const changed = overlay();
const changedUrl = changed && pathToFileURL(join(root, changed.file)).href;

if (changed)
  registerHooks({
    load: (url, context, nextLoad) =>
      url === changedUrl
        ? { format: "module-typescript", source: changed.code, shortCircuit: true }
        : nextLoad(url, context),
  });
