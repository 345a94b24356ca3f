import { buildBundles } from "./bundles.ts";

await buildBundles(`${import.meta.dirname}/dist`);
