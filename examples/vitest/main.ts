// Would this environment start? `npm start` looks at the deployments in deploy/, as the tests do, and prints what is wrong.
import { checkConfig, formatProblems } from "@confide/core";

import { deployment, deployments } from "./deployments.ts";

for (const name of deployments) {
  const problems = await checkConfig(deployment(name), { warnings: true });
  console.log(problems.length === 0 ? `${name}: would start` : `${name}:\n${formatProblems(problems)}`);
  if (problems.length > 0) process.exitCode = 1;
}
