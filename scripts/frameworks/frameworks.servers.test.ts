// The sample of the matrix that CI runs; frameworks.long.test.ts has the other apps.
import { matrix } from "./matrix.ts";
import { sample } from "./sample.ts";

matrix(sample);
