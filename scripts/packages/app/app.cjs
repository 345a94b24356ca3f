const core = require("@confide/core");
const presets = require("@confide/core/presets");
const testing = require("@confide/core/testing");
// zod has a CommonJS build of its own. The packages import none, so that a process has one copy.
const z = require("zod");

void (async () => {
  const imported = await import("@confide/core");
  if (imported.Secret !== core.Secret) throw new Error("there are two copies of @confide/core");
  if (!(presets.vercel instanceof z.ZodObject)) throw new Error("there are two copies of zod");
  const { use } = await import("./use.mjs");
  await use({ core, testing, z });
})();
