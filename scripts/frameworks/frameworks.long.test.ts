// The rest of the matrix: frameworks.servers.test.ts has what CI runs.
import { rolldown, rollup, rspack, vite, webpackOfCommonJs } from "./apps/bundlers.ts";
import { matrix } from "./matrix.ts";

matrix([webpackOfCommonJs, rspack, rollup, rolldown, vite]);
