// Records what encoders of Python, Go and PHP make of the samples, so that tests need none of these:
// `node scripts/run.mjs node scripts/encoders/record.ts`, where python3, go and php are installed.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { samples } from "../../packages/redact/test/samples.ts";

const LANGUAGES: Readonly<Record<string, readonly [program: string, ...parameters: string[]]>> = {
  Python: ["python3", "encode.py"],
  Go: ["go", "run", "encode.go"],
  PHP: ["php", "encode.php"],
};

const input = JSON.stringify(samples);
const recorded = Object.entries(LANGUAGES).map(([language, [program, ...parameters]]) => {
  const output = execFileSync(program, parameters, { cwd: import.meta.dirname, input, encoding: "utf8" });
  return [language, JSON.parse(output) as unknown] as const;
});
writeFileSync(
  join(import.meta.dirname, "../../packages/redact/test/recorded-encoders.json"),
  `${JSON.stringify(Object.fromEntries(recorded), undefined, 2)}\n`,
);
