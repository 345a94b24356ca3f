import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { mustRun } from "../workspace.ts";
import { cached } from "./cached.ts";

const MODULE = "github.com/zricethezav/gitleaks/v8@v8.30.0";

/** What gitleaks tries one of its rules with: the rule finds it. */
interface GitleaksExample {
  readonly rule: string;
  readonly text: string;
}

/** The examples of gitleaks' own rules. They are made when its configuration is, and printed here in place of being tried. */
export async function gitleaksExamples(): Promise<readonly GitleaksExample[]> {
  const folder = await cached("gitleaks-examples-8.30.0", async (into) => {
    const { Dir: module } = JSON.parse(await mustRun("go", ["mod", "download", "-json", MODULE])) as { readonly Dir: string }; // prettier-ignore
    const source = join(into, "source");
    await mustRun("cp", ["-r", module, source]);
    await mustRun("chmod", ["-R", "u+w", source]);
    writeFileSync(join(source, "cmd/generate/config/utils/validate.go"), PRINTING);
    const config = { cwd: join(source, "cmd/generate/config") };
    await mustRun("go", ["run", ".", join(into, "gitleaks.toml")], { ...config, env: { ...process.env, EXAMPLES: join(into, "examples.jsonl") } }); // prettier-ignore
  });
  const lines = readFileSync(join(folder, "examples.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as GitleaksExample);
}

const PRINTING = `package utils

import (
	"encoding/json"
	"os"

	"github.com/zricethezav/gitleaks/v8/config"
)

func tell(rule config.Rule, text string) {
	file, err := os.OpenFile(os.Getenv("EXAMPLES"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	if err := json.NewEncoder(file).Encode(map[string]string{"rule": rule.RuleID, "text": text}); err != nil {
		panic(err)
	}
}

func Validate(rule config.Rule, truePositives []string, _ []string) *config.Rule {
	for _, text := range truePositives {
		tell(rule, text)
	}
	return &rule
}

func ValidateWithPaths(rule config.Rule, truePositives map[string]string, _ map[string]string) *config.Rule {
	for _, text := range truePositives {
		tell(rule, text)
	}
	return &rule
}
`;
