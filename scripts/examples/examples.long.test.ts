import { readdirSync } from "node:fs";
import { join } from "node:path";

import { root } from "../workspace.ts";
import { SAMPLE } from "./sample.ts";
import { testExamples } from "./tried-examples.ts";

testExamples(readdirSync(join(root, "examples")).filter((name) => !SAMPLE.includes(name)));
