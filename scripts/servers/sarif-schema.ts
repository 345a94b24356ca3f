import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { mustRun, run } from "../workspace.ts";
import { cached, pip } from "./cached.ts";

const SCHEMA = "sarif-2.1.0-rtm.5.json";

/** Looks whether a log is as SARIF's published schema says, which a package of Microsoft's has. Returns what is wrong with it. */
export async function sarifErrors(log: string): Promise<string> {
  const schema = await cached("sarif-schema-1.0.0-beta.0", async (into) => {
    await mustRun("npm", ["pack", "--silent", "@microsoft/jest-sarif@1.0.0-beta.0"], { cwd: into });
    const archive = "microsoft-jest-sarif-1.0.0-beta.0.tgz";
    await mustRun("tar", ["-xzf", archive, "--strip-components=3", `package/lib/schemas/${SCHEMA}`], {
      cwd: into,
    });
  });
  const checker = await cached("jsonschema-4.26.0", async (into) => {
    await pip(["install", "--target", into, "jsonschema==4.26.0"]);
    writeFileSync(join(into, "check.py"), CHECK);
  });
  const { output } = await run("python3", [join(checker, "check.py"), join(schema, SCHEMA), log]);
  return output;
}

const CHECK = `import json, sys, jsonschema
schema, log = (json.load(open(path)) for path in sys.argv[1:])
jsonschema.Draft7Validator.check_schema(schema)
for error in jsonschema.Draft7Validator(schema).iter_errors(log): print(error.json_path, error.validator)
`;
