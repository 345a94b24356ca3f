import { basename, resolve } from "node:path";

import { realpathSync } from "../../node-fs.ts";
import { secretFilesBelow, secretFilesIn } from "../secret-files.ts";
import { pathsOf } from "./candidate.ts";
import { hasFlag, type ShellCommand, textsOf } from "./shell-command.ts";

/** The secret files whose names a row of commands may print. */
export function listedSecrets(commands: readonly ShellCommand[]): readonly string[] {
  if (commands.some((each) => each.program === "grep" && hasFlag(each, "v", "--invert-match"))) return [];
  return commands.flatMap(listedBy);
}

function listedBy(command: ShellCommand): readonly string[] {
  const { program, secrets, scope } = command;
  if (program === "find" || program === "fd") return foundSecrets(command);
  if (program === "readlink" || program === "realpath") return foldersOf(command).map(linkTarget);
  if (/^(?:ls|dir|vdir)$/.test(program) && hasFlag(command, "aAf", "--all", "--almost-all"))
    return foldersOf(command).flatMap((folder) => secretFilesIn(folder, secrets));
  if (/^(?:ls|dir|vdir)$/.test(program)) return foldersOf(command);
  const line = [program, ...textsOf(command)].join(" ");
  if (LISTS_BELOW.test(line)) return secretFilesBelow(scope.cwd, secrets);
  if (!/^(?:echo|printf|stat|compgen)$/.test(program)) return [];
  const words = textsOf(command)
    .flatMap((text) => text.split(/\s+/))
    .filter((text) => text !== "");
  const globbed = command.args
    .flat()
    .flatMap((each) => (each.pattern === undefined ? [] : pathsOf(each, scope.cwd, scope.isDotted)));
  return [...words.map((text) => resolve(scope.cwd, text)), ...globbed];
}

/** Programs that name all files of a folder and of those in it, also what git ignores. */
const LISTS_BELOW =
  /^(?:git ls-files (?:.* )?(?:-\w*[oi]\w*|--others|--ignored)|git (?:check-ignore|clean (?:.* )?-\w*n|status (?:.* )?--ignored)|(?:du|tree) (?:.* )?-\w*a|compgen (?:.* )?-[fG])/;

function linkTarget(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function foldersOf(command: ShellCommand): readonly string[] {
  const operands = textsOf(command).filter((text) => !text.startsWith("-"));
  return (operands.length === 0 ? ["."] : operands).map((each) => resolve(command.scope.cwd, each));
}

/** `find` with its tests on names; other tests leave the answer as it is. */
export function foundSecrets(command: ShellCommand): readonly string[] {
  const texts = textsOf(command);
  if (command.program === "fd" && !hasFlag(command, "Hu", "--hidden", "--unrestricted")) return [];
  const tests = texts.findIndex((text) => text.startsWith("-") || text === "(" || text === "!");
  const starts = texts.slice(0, tests === -1 ? texts.length : tests);
  const folders = (starts.length === 0 ? ["."] : starts).map((each) => resolve(command.scope.cwd, each));
  return folders
    .flatMap((folder) => secretFilesBelow(folder, command.secrets))
    .filter((path) => passesTests(path, texts));
}

function passesTests(path: string, texts: readonly string[]): boolean {
  const wanted = texts.flatMap((text, index) => {
    const isName =
      /^-i?(?:name|path|wholename)$/.test(text) && texts[index - 1] !== "!" && texts[index - 1] !== "-not";
    return isName ? [nameTest(text, texts[index + 1] ?? "")] : [];
  });
  const refused = texts.flatMap((text, index) => {
    const isNot = text === "!" || text === "-not";
    return isNot && /^-i?(?:name|path)$/.test(texts[index + 1] ?? "")
      ? [nameTest(texts[index + 1] ?? "", texts[index + 2] ?? "")]
      : [];
  });
  return (wanted.length === 0 || wanted.some((test) => test(path))) && !refused.some((test) => test(path));
}

function nameTest(test: string, pattern: string): (path: string) => boolean {
  const source = globSource(pattern);
  const matches = new RegExp(`^${source}$`, test.startsWith("-i") ? "i" : "");
  return (path) => matches.test(test.endsWith("name") && !test.endsWith("wholename") ? basename(path) : path);
}

/** A glob in which `*` takes slashes too, as `find -path` and `--include` do. */
export function globSource(pattern: string): string {
  return pattern
    .replaceAll(/[\\^$.+()|{}]/g, String.raw`\$&`)
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
}
