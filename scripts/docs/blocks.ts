/**
 * A fenced block of a page, or of an `@example` in a source file. What follows the language says what is done with it; no
 * reader sees that:
 *
 *     ```ts                               type-checked and run; one that imports vitest is run by it
 *     ```ts file=confide.config.ts        … under this name, so that other blocks of the page can import it
 *     ```ts continues                     … as the rest of the block before it
 *     ```ts fails                         … and has to end with an error
 *     ```ts no-run="needs an account"     type-checked only, for the reason given
 *     ```text output                      what the block before it prints; "…" stands for anything
 *     ```sh file=.env                     written, so that the page's other blocks find it
 */
export interface Block {
  readonly page: string;
  /** Where the fence is; the code begins on the line after it. */
  readonly line: number;
  readonly language: string;
  readonly code: string;
  readonly file?: string;
  readonly noRun?: string;
  readonly fails: boolean;
  readonly continues: boolean;
  readonly output: boolean;
}

export interface Problem {
  readonly page: string;
  readonly line: number;
  readonly message: string;
}

const languages = new Set(["ts", "js", "json", "sh", "text", "yaml"]);
const flags = new Set(["fails", "continues", "output"]);
const named = new Set(["file", "no-run"]);

/** Every block of a page, also those in an HTML comment: a block that only prepares the others can hide there. */
export function blocksOf(page: string, markdown: string): { blocks: Block[]; problems: Problem[] } {
  const blocks: Block[] = [];
  const problems: Problem[] = [];
  for (const fence of fencesOf(markdown)) {
    const { language, attributes } = parseInfo(fence.info);
    const complaint = complaintAbout(language, attributes) ?? (fence.closed ? undefined : "is never closed");
    if (complaint === undefined) blocks.push(toBlock(page, fence, language, attributes));
    else problems.push({ page, line: fence.line, message: `the block ${complaint}` });
  }
  return { blocks, problems };
}

interface Fence {
  readonly line: number;
  readonly info: string;
  readonly code: string;
  readonly closed: boolean;
}

function fencesOf(markdown: string): Fence[] {
  const lines = markdown.split(/\r?\n/);
  const fences: Fence[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, indent = "", marks, info = ""] = /^(\s*)(`{3,}|~{3,})\s*(.*)$/.exec(lines[index] ?? "") ?? [];
    if (marks === undefined) continue;
    const end = lines.findIndex((line, at) => at > index && closes(line, marks));
    const last = end === -1 ? lines.length : end;
    const body = lines.slice(index + 1, last).map((line) => withoutIndent(line, indent));
    fences.push({ line: index + 1, info: info.trim(), code: `${body.join("\n")}\n`, closed: end !== -1 });
    index = last;
  }
  return fences;
}

function closes(line: string, opening: string): boolean {
  const marks = line.trim();
  return marks.length >= opening.length && marks === (opening[0] ?? "").repeat(marks.length);
}

/** A block in a list is as far to the right as its item. */
function withoutIndent(line: string, indent: string): string {
  return line.startsWith(indent) ? line.slice(indent.length) : line.trimStart();
}

type Attributes = ReadonlyMap<string, string | true>;

function parseInfo(info: string): { language: string; attributes: Attributes } {
  const [language = ""] = /^\S*/.exec(info) ?? [];
  const found = info.slice(language.length).matchAll(/([^\s=]+)(?:=(?:"([^"]*)"|(\S+)))?/g);
  const attributes = [...found].map(([, name = "", quoted, bare]) => [name, quoted ?? bare ?? true] as const);
  return { language, attributes: new Map(attributes) };
}

function complaintAbout(language: string, attributes: Attributes): string | undefined {
  if (!languages.has(language)) {
    return `is in "${language}", which nothing checks. Known are ${[...languages].join(", ")}`;
  }
  for (const [name, value] of attributes) {
    if (!flags.has(name) && !named.has(name)) return `says "${name}", which means nothing here`;
    if (named.has(name) && (value === true || value === ""))
      return `says "${name}" without saying what: ${name}="…"`;
  }
  return undefined;
}

function toBlock(page: string, { line, code }: Fence, language: string, attributes: Attributes): Block {
  const file = attributes.get("file");
  const noRun = attributes.get("no-run");
  return {
    page,
    line,
    language,
    code,
    fails: attributes.has("fails"),
    continues: attributes.has("continues"),
    output: attributes.has("output"),
    ...(typeof file === "string" && { file }),
    ...(typeof noRun === "string" && { noRun }),
  };
}
