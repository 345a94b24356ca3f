import { esbuildCjs, esbuildEsm, webpack } from "./apps/bundlers.ts";
import { nest11 } from "./apps/nest.ts";
import { next } from "./apps/next.ts";
import { jest30 } from "./apps/runtimes.ts";
import { workerd } from "./apps/workers.ts";

/** The apps that CI tries. */
export const sample = [next, nest11, workerd, webpack, jest30, esbuildEsm, esbuildCjs];
