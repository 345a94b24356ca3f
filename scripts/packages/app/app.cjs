const core = require("@confide/core");
const testing = require("@confide/core/testing");
// zod has a CommonJS build of its own, which is not the one that the packages import: this is a user's everyday.
const z = require("zod");

void import("./use.mjs").then(({ use }) => use({ core, testing, z }));
