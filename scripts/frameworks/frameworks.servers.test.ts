// The sample of the matrix that CI runs; frameworks.long.test.ts has the others.
import { esbuildCjs, esbuildEsm, webpack } from "./apps/bundlers.ts";
import { next } from "./apps/next.ts";
import { matrix } from "./matrix.ts";

matrix([next, webpack, esbuildEsm, esbuildCjs]);
