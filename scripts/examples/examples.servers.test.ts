import { SAMPLE } from "./sample.ts";
import { testExamples } from "./tried-examples.ts";

testExamples(SAMPLE);
