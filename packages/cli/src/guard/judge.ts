import { relative, resolve } from "node:path";

import type { ProjectSecrets } from "./project-secrets.ts";
import { refusedFile, refusedSearch } from "./refusals.ts";
import { whySecret } from "./secret-file.ts";
import { searchShows } from "./shell/searches.ts";
import type { Refusal, ToolCall, Verdict } from "./tool-call.ts";

const PASSED: Verdict = { kind: "passed" };

/** What becomes of a tool call: it is refused before, or what came back of it is redacted. */
export async function verdictOn(call: ToolCall, secrets: ProjectSecrets): Promise<Verdict> {
  if (call.phase === "before") {
    const refusal = await refusalOf(call, secrets);
    return refusal === undefined ? PASSED : { kind: "refused", refusal };
  }
  const output = secrets.values.redact(call.output);
  if (output === call.output) return PASSED;
  return call.phase === "failed" || !call.isReplaceable ? { kind: "seen" } : { kind: "redacted", output };
}

async function refusalOf(
  { action, cwd, isReplaceable }: ToolCall,
  secrets: ProjectSecrets,
): Promise<Refusal | undefined> {
  switch (action.kind) {
    case "shell": {
      const { scriptRefusal } = await import("./shell/judge-script.ts");
      return scriptRefusal(action.command, secrets, cwd);
    }
    case "powershell": {
      const { looseRefusal } = await import("./shell/loose-words.ts");
      return looseRefusal(action.command, secrets, cwd);
    }
    case "read":
    case "write": {
      const why = whySecret(resolve(cwd, action.path), secrets);
      // What is in a file by chance is redacted, so that the rest of it can be read.
      const isRefused =
        why !== undefined && (action.kind === "write" ? why === CALLED : why === CALLED || !isReplaceable);
      if (isRefused) return refusedFile(shortName(action.path, cwd), why);
      const { content } = action.kind === "read" ? action : {};
      return content !== undefined && secrets.values.isIn(content)
        ? refusedFile(shortName(action.path, cwd), "holds a known secret")
        : undefined;
    }
    case "search": {
      const path = resolve(cwd, action.path);
      const why = whySecret(path, secrets);
      if (why !== undefined) return refusedFile(shortName(action.path, cwd), why);
      if (isReplaceable) return undefined;
      const shown = searchShows(path, action.pattern, action.glob, secrets);
      return shown === undefined ? undefined : refusedSearch(relative(cwd, shown));
    }
    case "other":
      return undefined;
  }
}

const CALLED = "holds secrets";

function shortName(path: string, cwd: string): string {
  const within = relative(cwd, resolve(cwd, path));
  return within.startsWith("..") ? path : within;
}
