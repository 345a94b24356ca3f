const core = require("@confide/core");
const testing = require("@confide/core/testing");
// zod has a CommonJS build of its own, which is not the one that the packages import: this is a user's everyday.
const z = require("zod");

void (async () => {
  const imported = await import("@confide/core");
  if (imported.Secret !== core.Secret) throw new Error("there are two copies of @confide/core");
  const { use } = await import("./use.mjs");
  await use({ core, testing, z });
})();
