import { answerModule, answerModuleCjs, configModule, configModuleCjs } from "../settings.ts";

const program = `import { loadConfig } from "@confide/core";

import { answerOf } from "./answer.js";
import { definition } from "./confide.config.js";

loadConfig(definition).then((config) => {
  console.log(config);
  console.log(answerOf(config));
});
`;
/** A program that loads its configuration, prints it and ends. */
export const modules = {
  "package.json": JSON.stringify({ name: "app", private: true, type: "module" }),
  "src/index.js": program,
  "src/answer.js": answerModule,
  "src/confide.config.js": configModule,
};

/** The same in CommonJS. */
export const requiring = {
  "package.json": JSON.stringify({ name: "app", private: true }),
  "src/index.js": program.replaceAll(/import (.*) from (".*");/g, "const $1 = require($2);"),
  "src/answer.js": answerModuleCjs,
  "src/confide.config.js": configModuleCjs,
};
