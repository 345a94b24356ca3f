// What each agent sends its hooks, and sees of their answers, by the pages that src/guard/protocols names.

export interface ShellRun {
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

type Answer = Readonly<Record<string, unknown>>;

export interface Agent {
  readonly name: string;
  readonly beforeShell: (command: string, cwd: string) => object;
  /** `undefined`: no event that an answer could change. */
  readonly afterShell: (run: ShellRun, cwd: string) => object;
  readonly beforeRead: (path: string, cwd: string, content: string) => object;
  readonly afterRead: (path: string, cwd: string, content: string) => object | undefined;
  readonly afterMcp: (text: string, cwd: string) => object | undefined;
  readonly isRefusal: (answer: Answer) => boolean;
  /** What the model is shown in the end. */
  readonly shown: (answer: Answer, event: object) => string;
}

const specific = (answer: Answer) => (answer.hookSpecificOutput ?? {}) as Answer;
const written = (run: ShellRun) => run.stdout + run.stderr;

function claudeEvent(name: string, cwd: string, rest: object): object {
  const common = { session_id: "abc", transcript_path: "/t.jsonl", cwd, permission_mode: "default" };
  return { ...common, hook_event_name: name, ...rest, tool_use_id: "toolu_01" };
}

const bash = (command: string) => ({ tool_name: "Bash", tool_input: { command, description: "a command" } });

const claudeCode: Agent = {
  name: "claude-code",
  beforeShell: (command, cwd) => claudeEvent("PreToolUse", cwd, bash(command)),
  afterShell: (run, cwd) =>
    run.exitCode === 0
      ? claudeEvent("PostToolUse", cwd, {
          ...bash(run.command),
          tool_response: { stdout: run.stdout, stderr: run.stderr, interrupted: false, isImage: false },
        })
      : claudeEvent("PostToolUseFailure", cwd, {
          ...bash(run.command),
          error: `Exit code ${run.exitCode}\n${written(run)}`,
          is_interrupt: false,
        }),
  beforeRead: (path, cwd) =>
    claudeEvent("PreToolUse", cwd, { tool_name: "Read", tool_input: { file_path: path } }),
  afterRead: (path, cwd, content) =>
    claudeEvent("PostToolUse", cwd, {
      tool_name: "Read",
      tool_input: { file_path: path },
      tool_response: {
        type: "text",
        file: { filePath: path, content, numLines: 1, startLine: 1, totalLines: 1 },
      },
    }),
  afterMcp: (text, cwd) =>
    claudeEvent("PostToolUse", cwd, {
      tool_name: "mcp__files__read",
      tool_input: {},
      tool_response: [{ type: "text", text }],
    }),
  isRefusal: (answer) => specific(answer).permissionDecision === "deny",
  shown: (answer, event) => {
    const { updatedToolOutput } = specific(answer);
    const { tool_response, error } = event as Answer;
    return JSON.stringify(updatedToolOutput ?? tool_response ?? error);
  },
};

function codexEvent(name: string, cwd: string, rest: object): object {
  const common = {
    session_id: "abc",
    turn_id: "t1",
    transcript_path: null,
    model: "m",
    permission_mode: "default",
  };
  return { ...common, cwd, hook_event_name: name, ...rest, tool_use_id: "call_1" };
}

const codex: Agent = {
  name: "codex",
  beforeShell: (command, cwd) =>
    codexEvent("PreToolUse", cwd, { tool_name: "Bash", tool_input: { command } }),
  afterShell: (run, cwd) =>
    codexEvent("PostToolUse", cwd, {
      tool_name: "Bash",
      tool_input: { command: run.command },
      tool_response: written(run),
    }),
  beforeRead: (path, cwd) =>
    codexEvent("PreToolUse", cwd, { tool_name: "Bash", tool_input: { command: `cat '${path}'` } }),
  afterRead: (path, cwd, content) =>
    codexEvent("PostToolUse", cwd, {
      tool_name: "Bash",
      tool_input: { command: `cat '${path}'` },
      tool_response: content,
    }),
  afterMcp: (text, cwd) =>
    codexEvent("PostToolUse", cwd, {
      tool_name: "mcp__files__read",
      tool_input: {},
      tool_response: { content: [{ type: "text", text }] },
    }),
  isRefusal: (answer) => specific(answer).permissionDecision === "deny",
  shown: (answer, event) =>
    JSON.stringify(answer.decision === "block" ? answer.reason : (event as Answer).tool_response),
};

function cursorEvent(name: string, cwd: string, rest: object): object {
  const common = {
    conversation_id: "c",
    generation_id: "g",
    model: "m",
    cursor_version: "2026.09.18",
    workspace_roots: [cwd],
  };
  return { ...common, hook_event_name: name, ...rest };
}

const cursor: Agent = {
  name: "cursor",
  beforeShell: (command, cwd) => cursorEvent("beforeShellExecution", cwd, { command, cwd }),
  afterShell: (run, cwd) =>
    cursorEvent("postToolUse", cwd, {
      tool_name: "Shell",
      tool_input: { command: run.command, cwd },
      tool_output: JSON.stringify({ output: written(run), exitCode: run.exitCode }),
      cwd,
    }),
  beforeRead: (path, cwd, content) =>
    cursorEvent("beforeReadFile", cwd, { file_path: path, content, attachments: [] }),
  afterRead: () => undefined,
  afterMcp: (text, cwd) =>
    cursorEvent("postToolUse", cwd, {
      tool_name: "MCP:read",
      tool_input: "{}",
      tool_output: JSON.stringify({ content: [{ type: "text", text }] }),
    }),
  isRefusal: (answer) => answer.permission === "deny",
  shown: (answer, event) => JSON.stringify(answer.updated_mcp_tool_output ?? (event as Answer).tool_output),
};

function copilotEvent(cwd: string, rest: object): object {
  return { sessionId: "s", timestamp: 1_704_614_600_000, cwd, ...rest };
}

const copilot: Agent = {
  name: "copilot",
  beforeShell: (command, cwd) =>
    copilotEvent(cwd, { toolName: "bash", toolArgs: JSON.stringify({ command }) }),
  afterShell: (run, cwd) =>
    copilotEvent(cwd, {
      toolName: "bash",
      toolArgs: { command: run.command },
      ...(run.exitCode === 0
        ? { toolResult: { resultType: "success", textResultForLlm: written(run) } }
        : { error: written(run) }),
    }),
  beforeRead: (path, cwd) => copilotEvent(cwd, { toolName: "view", toolArgs: { path } }),
  afterRead: (path, cwd, content) =>
    copilotEvent(cwd, {
      toolName: "view",
      toolArgs: { path },
      toolResult: { resultType: "success", textResultForLlm: content },
    }),
  afterMcp: (text, cwd) =>
    copilotEvent(cwd, {
      toolName: "files-read",
      toolArgs: {},
      toolResult: { resultType: "success", textResultForLlm: text },
    }),
  isRefusal: (answer) => answer.permissionDecision === "deny",
  shown: (answer, event) => {
    const { toolResult, error } = event as Answer;
    return JSON.stringify(answer.modifiedResult ?? toolResult ?? error);
  },
};

export const AGENTS: readonly Agent[] = [claudeCode, codex, cursor, copilot];
