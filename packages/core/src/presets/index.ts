// What platforms set, as groups of a schema. Each is a plain zod object: `.pick()`, `.extend()` and `.required()` work.
// None has a variable for the whole group: VERCEL is Vercel's own.
export { awsLambda } from "./aws-lambda.ts";
export { cloudRun } from "./cloud-run.ts";
export { fly } from "./fly.ts";
export { githubActions } from "./github-actions.ts";
export { heroku } from "./heroku.ts";
export { kubernetes } from "./kubernetes.ts";
export { netlify } from "./netlify.ts";
export { railway } from "./railway.ts";
export { render } from "./render.ts";
export { vercel } from "./vercel.ts";
