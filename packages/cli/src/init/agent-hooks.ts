import { join } from "node:path";

import { applyEdits, modify, parse, type ParseError } from "jsonc-parser";

import { CouldNotLook } from "../could-not-look.ts";
import { type ProposedFile } from "../files/propose.ts";
import { textOrNone } from "../files/read-text.ts";

/** The file in which an agent looks for hooks, and what has to be in it. */
interface HookFile {
  readonly path: string;
  /** What a new file begins with. */
  readonly empty: string;
  readonly hooks: Readonly<Record<string, object>>;
}

const PROGRAM = "node_modules/.bin/confide";

/** A clone in which nothing is installed has no secrets yet; there, a hook that fails would stop all work. */
function whereInstalled(program: string, agent: string, otherwise = ""): string {
  return `if test -x "${program}"; then "${program}" guard ${agent}; else cat >/dev/null; ${otherwise}fi`;
}

const TIMEOUT_S = 30;

const claudeHook = (matcher: string) => ({
  matcher,
  hooks: [
    {
      type: "command",
      command: whereInstalled(`$CLAUDE_PROJECT_DIR/${PROGRAM}`, "claude-code"),
      timeout: TIMEOUT_S,
    },
  ],
});

const codexHook = {
  hooks: [
    {
      type: "command",
      command: `cd "$(git rev-parse --show-toplevel 2>/dev/null || pwd)" && ${whereInstalled(PROGRAM, "codex")}`,
      timeout: TIMEOUT_S,
    },
  ],
};

const cursorHook = {
  command: whereInstalled(PROGRAM, "cursor", "echo '{}'; "),
  timeout: TIMEOUT_S,
};

const copilotHook = {
  type: "command",
  bash: whereInstalled(PROGRAM, "copilot"),
  powershell: `if (Test-Path ${PROGRAM}.ps1) { & ${PROGRAM}.ps1 guard copilot }`,
  timeoutSec: TIMEOUT_S,
};

// By the pages that guard/protocols/ names.
const HOOK_FILES: readonly HookFile[] = [
  {
    path: ".claude/settings.json",
    empty: "{}\n",
    hooks: {
      PreToolUse: claudeHook(
        "Bash|PowerShell|Monitor|Read|NotebookRead|Edit|MultiEdit|NotebookEdit|Write|Grep",
      ),
      PostToolUse: claudeHook("*"),
      PostToolUseFailure: claudeHook("*"),
    },
  },
  {
    path: ".codex/hooks.json",
    empty: "{}\n",
    hooks: { PreToolUse: codexHook, PostToolUse: codexHook },
  },
  {
    path: ".cursor/hooks.json",
    empty: '{\n  "version": 1\n}\n',
    hooks: {
      beforeShellExecution: { ...cursorHook, failClosed: true },
      beforeReadFile: { ...cursorHook, failClosed: true },
      beforeTabFileRead: { ...cursorHook, failClosed: true },
      preToolUse: { ...cursorHook, matcher: "^(?:Grep|Write|Edit)$", failClosed: true },
      postToolUse: cursorHook,
      postToolUseFailure: cursorHook,
    },
  },
  {
    path: ".github/hooks/confide.json",
    empty: '{\n  "version": 1\n}\n',
    hooks: { preToolUse: copilotHook, postToolUse: copilotHook, postToolUseFailure: copilotHook },
  },
];

/** The files of hooks, with the guard in each. What is there stays, and the guard is there once. */
export function agentHookFiles(folder: string): readonly ProposedFile[] {
  return HOOK_FILES.map(({ path, empty, hooks }) => {
    const file = join(folder, path);
    const before = textOrNone(file) ?? empty;
    return { path: file, text: withHooks(before, hooks, file) };
  });
}

function withHooks(before: string, hooks: HookFile["hooks"], file: string): string {
  const errors: ParseError[] = [];
  const found: unknown = parse(before, errors, { allowTrailingComma: true });
  if (errors.length > 0 || typeof found !== "object" || found === null || Array.isArray(found))
    throw unreadableHooks(file);
  return Object.entries(hooks).reduce((text, [event, hook]) => withHook(text, event, hook, file), before);
}

function withHook(text: string, event: string, hook: object, file: string): string {
  const { hooks } = parse(text, [], { allowTrailingComma: true }) as {
    readonly hooks?: Readonly<Record<string, unknown>>;
  };
  const entries = hooks?.[event] ?? [];
  if (!Array.isArray(entries)) throw unreadableHooks(file);
  if (
    entries.some(
      (entry) =>
        JSON.stringify(entry).includes('confide\\" guard') || JSON.stringify(entry).includes("confide guard"),
    )
  )
    return text;
  const isNew = entries.length === 0;
  const edits = modify(text, ["hooks", event, ...(isNew ? [] : [-1])], isNew ? [hook] : hook, {
    formattingOptions: {
      insertSpaces: !/^\t/m.test(text),
      tabSize: /^( {2,8})\S/m.exec(text)?.[1]?.length ?? 2,
      eol: "\n",
    },
    isArrayInsertion: !isNew,
  });
  return applyEdits(text, edits);
}

function unreadableHooks(file: string): CouldNotLook {
  return new CouldNotLook({
    code: "unreadable-file",
    message: `${file} is no JSON of hooks, so that none can be put into it`,
    file,
    fix: "mend it, and run confide init --agents again",
  });
}
