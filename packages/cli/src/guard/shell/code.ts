import { resolve } from "node:path";

import { statSync } from "../../node-fs.ts";
import type { ProjectSecrets } from "../project-secrets.ts";
import { refusedEnvironment, refusedFile, refusedVariable } from "../refusals.ts";
import { whySecret } from "../secret-file.ts";
import { secretFilesIn } from "../secret-files.ts";
import type { Refusal } from "../tool-call.ts";
import { type WordCandidate, glob, literal, pathsOf, candidatePattern } from "./candidate.ts";

/** Code on a command line: `node -e`, `python -c`. */
export interface InlineCode {
  readonly text: string;
  readonly cwd: string;
  readonly secrets: ProjectSecrets;
  /** In a container or on another machine, whose environment isn't known. */
  readonly isElsewhere: boolean;
  /** Looks at a text of the code as a script of the shell. */
  readonly judge: (script: string) => Refusal | undefined;
}

/** Refuses code that names a secret file, or reads more of the environment than a variable that is no secret. */
export function codeRefusal(code: InlineCode): Refusal | undefined {
  const { text, secrets, judge } = code;
  if (secrets.values.redact(text) !== text) return refusedVariable();
  const strings = stringsOfCode(text);
  const starts = /\b(?:getline|exec|spawn|system|popen|subprocess|qx|shell|fork|child_process)|`/.test(text);
  return (
    fileRefusal(strings, code) ??
    environmentRefusal(code) ??
    (starts ? [...strings, strings.join(" ")].map(judge).find((refusal) => refusal !== undefined) : undefined)
  );
}

/** Also those that are put together, or encoded. */
function stringsOfCode(text: string): readonly string[] {
  const folded = foldedCode(text);
  const dotted = folded.replaceAll(/(["'])\s*\.\s*\1/g, ""); // of Perl and PHP; elsewhere '.' is a string
  const quoted = [
    ...`${folded}\n${dotted}`.matchAll(/(["'`])((?:\\[^]|(?!\1)[^\\])*)\1|[</]{1,2}([\w./-]+)[>/]/g),
  ].map(([, , inQuotes, inMarks]) => inQuotes ?? inMarks ?? "");
  const numbers = [
    ...folded.matchAll(/(?:fromCharCode|fromCodePoint|bytes|Buffer\.from)\(\[?([\d,\s]+)\]?\)/g),
  ].map(([, list = ""]) => String.fromCodePoint(...list.split(",").map(Number).filter(isCodePoint)));
  return [...quoted, ...numbers]
    .flatMap((each) => [each, ...decoded(each)])
    .filter((each) => each.length < 4_096);
}

/** What two strings say that are joined, and what leads to the environment as if behind a dot. */
function foldedCode(text: string): string {
  return text.replaceAll(/(["'])\s*\+\s*\1/g, "").replaceAll(/(?<=[\w\])])\[["'](process|env)["']\]/g, ".$1");
}

function isCodePoint(given: number): boolean {
  return Number.isInteger(given) && given >= 0 && given <= 0x10_ff_ff;
}

function decoded(text: string): readonly string[] {
  const escaped = text.replaceAll(
    /\\x([\da-f]{2})|\\u([\da-f]{4})/gi,
    (_, two: string | undefined, four: string | undefined) =>
      String.fromCharCode(Number.parseInt(two ?? four ?? "0", 16)),
  );
  const encodings = [
    /^[A-Za-z0-9+/_-]{6,}={0,2}$/.test(text) ? Buffer.from(text, "base64").toString("latin1") : "",
    /^(?:[\da-f]{2}){3,}$/i.test(text) ? Buffer.from(text, "hex").toString("latin1") : "",
    escaped === text ? "" : escaped,
  ];
  return encodings.filter((each) => /^[\u0020-\u007E]{3,}$/.test(each));
}

function fileRefusal(strings: readonly string[], { text, cwd, secrets }: InlineCode): Refusal | undefined {
  for (const each of strings) {
    const paths = each === "" || each.includes("\0") ? [] : pathsOf(globbed(each), cwd, true);
    const why = paths.map((path) => whySecret(path, secrets)).find((found) => found !== undefined);
    if (why !== undefined) return refusedFile(each, why);
  }
  const reads = /read|open|slurp|File|Path|cat\b/.test(text);
  const folders = strings.filter((each) => each !== "").map((each) => resolve(cwd, each));
  const isListed = /readdir|opendir|listdir|scandir|walk|glob|iterdir|Dir\b/.test(text);
  const own = /\bcwd\b|__dirname|"\."|'\.'/.test(text) || !folders.some(isFolderPath) ? [cwd] : [];
  const listed = reads && isListed ? [...own, ...folders] : [];
  const loads = /\bdotenv|loadEnvFile|load_dotenv|parseEnv/.test(text) ? [cwd] : [];
  const [file] = [...listed, ...loads].flatMap((folder) => secretFilesIn(folder, secrets));
  return file === undefined ? undefined : refusedFile(file, "holds secrets");
}

function isFolderPath(path: string): boolean {
  return !path.includes("\0") && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** As libraries take `*`, in a string. */
function globbed(text: string): WordCandidate {
  return /[*?]/.test(text)
    ? glob(text, candidatePattern(literal(text)).replaceAll(/\\([*?])/g, String.raw`[^\x2F]$1`))
    : literal(text);
}

/** One variable by its name: in JavaScript, Python, Ruby, Perl, PHP and awk. */
const NAMED = [
  /\bprocess\??\.env\??\.(?:\[["'`])?([A-Za-z_]\w*)/g,
  /\bprocess\.env\??\.?\[["'`]([^"'`]+)["'`]\]/g,
  /\b(?:environ|ENV|ENVIRON|_ENV|_SERVER)\[["']([^"']+)["']\]/g,
  /\b(?:environ\.get|getenv|ENV\.fetch|(?:Deno|Bun)\.env\.get)\(["']([^"']+)["'][^)]*\)/g,
  /\$ENV\{["']?(\w+)["']?\}/g,
  /\b(?:Deno|Bun)\.env\.([A-Z_]\w*)/g,
];

/** What says no more than whether it is set. */
const ONLY_WHETHER =
  /(?:!!|\btypeof |\bBoolean\()\s*process\.env\.\w+|process\.env\.\w+\s*(?:\?(?![.?])|[!=]==? ?(?:undefined|null|""|'')|\?\.length\b|\.length\b)|["'`]\w+["'`] in (?:process|os)\.env(?:iron)?\b|\bObject\.keys\(process\.env\)\.length/g;

const WHOLE_ENVIRONMENT =
  /\b(?:process\.env|environ|getenv|ENVIRON|printenv|(?:Deno|Bun)\.env|_ENV)\b|\bENV\b|[%$]ENV\b|\bprocess\b(?!\.(?:argv|exit|exitCode|cwd|versions?|platform|std(?:out|err|in)|pid|ppid|memoryUsage|uptime|hrtime|on|once|nextTick|arch|execPath|release|title|kill|cpuUsage|resourceUsage|config|features)\b)/;

function environmentRefusal({ text, secrets, isElsewhere }: InlineCode): Refusal | undefined {
  if (secrets.variables.size === 0 && !isElsewhere) return undefined;
  let rest = foldedCode(text.replaceAll(ONLY_WHETHER, ""));
  for (const form of NAMED) {
    for (const [, name = ""] of rest.matchAll(form))
      if (secrets.variables.has(name) || isElsewhere) return refusedVariable();
    rest = rest.replaceAll(form, "");
  }
  return WHOLE_ENVIRONMENT.test(rest) ? refusedEnvironment() : undefined;
}
