import { dirname, posix, resolve } from "node:path";

import { envLines } from "../settings/env-lines.ts";
import { dropsOf } from "./compose-drops.ts";
import {
  beginsAsObject,
  type Deployed,
  type GivenVariable,
  lastOfEach,
  program,
  type Program,
  type ReadText,
} from "./deployed.ts";
import { below, entriesAt, itemsAt, textAt, type Tree } from "./tree.ts";

/** A file with its place in reports, and its documents. */
export interface ParsedYaml {
  /** As reports name it. */
  readonly file: string;
  readonly path: string;
  readonly trees: readonly Tree[];
}

/** Docker Compose. Files that are given together are one project, as with `docker compose -f A -f B`. */
export function composeDeployed(files: readonly ParsedYaml[], readText: ReadText): Deployed {
  const found = new Map<string, Program>();
  for (const { file, path, trees } of files)
    for (const tree of trees)
      for (const [name, service] of entriesAt(tree, "services")) {
        if (service.tag !== undefined) found.delete(name);
        if (service.tag === "!reset") continue;
        const each = serviceOf({ name, service, services: below(tree, "services"), file, path, readText });
        found.set(name, joinedServices(found.get(name), each));
      }
  return { programs: [...found.values()], flaws: [] };
}

interface Service {
  readonly name: string;
  readonly service: Tree;
  readonly services: Tree | undefined;
  readonly file: string;
  readonly path: string;
  readonly readText: ReadText;
  /** Services that extend one another in a circle end. */
  readonly seen?: readonly string[];
}

function serviceOf(one: Service): Program {
  const { name, service, file } = one;
  const environment = below(service, "environment");
  const envFiles = envFilesOf(one);
  const own = program({
    what: `service ${name}`,
    name,
    file,
    line: (environment ?? service).line,
    given: lastOfEach([...buildArguments(one), ...envFiles.given, ...variablesIn(environment, file)]),
    files: itemsAt(service, "secrets").flatMap(mountedName),
    args: [below(service, "command"), below(service, "entrypoint")].flatMap(words),
    open: envFiles.open,
    drops: dropsOf(service),
  });
  return extended(own, one);
}

function joinedServices(base: Program | undefined, over: Program): Program {
  if (base === undefined) return over;
  const { drops } = over;
  const kept = base.given.filter(({ name }) => drops?.variable(name) !== true);
  const given = lastOfEach([...kept, ...over.given]);
  const files = [...(drops?.files === true ? [] : base.files), ...over.files];
  const open = [...base.open, ...over.open];
  return { ...base, given, files, open, args: [...(drops?.args === true ? [] : base.args), ...over.args] };
}

function extended(own: Program, one: Service): Program {
  const { service, services, name, seen = [] } = one;
  const from = below(service, "extends");
  const base = from?.text ?? textAt(from, "service");
  if (base === undefined) return own;
  const other = textAt(from, "file");
  if (other !== undefined) return { ...own, open: [...own.open, `it extends a service of ${other}`] };
  const found = below(services, base);
  if (found === undefined || seen.includes(base)) return own;
  const { what, line } = own;
  return {
    ...joinedServices(serviceOf({ ...one, name: base, service: found, seen: [...seen, name] }), own),
    what,
    name,
    line,
  };
}

/** A map, or a list of `NAME=value`. What has no value takes the one of the shell. */
function variablesIn(environment: Tree | undefined, file: string): readonly GivenVariable[] {
  const named = entriesAt(environment).flatMap(([name, { text, line, tag }]) =>
    tag === "!reset" ? [] : [composeVariable({ name, text, file, line })],
  );
  const listed = itemsAt(environment).map(({ text, line }) => {
    const [, name = "", value] = /^([^=]*)(?:=([\s\S]*))?$/.exec(text ?? "") ?? [];
    return composeVariable({ name, text: value, file, line });
  });
  return [...named, ...listed];
}

interface Written {
  readonly name: string;
  readonly text: string | null | undefined;
  readonly file: string;
  readonly line: number;
}

function composeVariable({ name, text, file, line }: Written): GivenVariable {
  if (typeof text !== "string") return { name, file, line, value: "reference", from: `the shell's ${name}` };
  if (text === "") return { name, file, line, value: "empty" };
  const isObject = beginsAsObject(text);
  const [, variable] = INTERPOLATED.exec(text) ?? [];
  if (variable === undefined) return { name, file, line, value: "literal", isObject };
  const value = WITH_DEFAULT.test(text) ? "default" : "reference";
  return { name, file, line, value, from: `the shell's ${variable}`, isObject: true };
}

/** `$NAME`, `${NAME}`, `${NAME:?}`; `$$` is a dollar sign. */
const INTERPOLATED = /(?<!\$)(?:\$\$)*\$\{?([A-Za-z_]\w*)/;

/** `${NAME:-text}` and `${NAME-text}`. */
const WITH_DEFAULT = /\$\{[A-Za-z_]\w*:?-[^}$]/;

function buildArguments({ service, file }: Service): readonly GivenVariable[] {
  return variablesIn(below(service, "build", "args"), file).map((each) => ({
    ...each,
    build: true,
    baked: true,
  }));
}

function envFilesOf({ service, path, readText }: Service): {
  given: readonly GivenVariable[];
  open: readonly string[];
} {
  const listed = below(service, "env_file");
  const names = (listed?.list ?? (listed ? [listed] : [])).map(
    (each) => each.text ?? textAt(each, "path") ?? "",
  );
  const read = names.map((name) => ({
    name,
    text: /\$/.test(name) ? undefined : readText(resolve(dirname(path), name)),
  }));
  return {
    given: read.flatMap(({ name, text }) => (text === undefined ? [] : envFileVariables(text, name))),
    open: read.flatMap(({ name, text }) => (text === undefined ? [`env_file ${name} isn't there`] : [])),
  };
}

/** What is in a file beside it isn't written in this one. */
function envFileVariables(text: string, file: string): readonly GivenVariable[] {
  let line = 1;
  return envLines(text).flatMap(({ text: lines, name, value: given = "", commented }) => {
    const at = line;
    line += lines.split("\n").length;
    if (name === undefined || commented) return [];
    const value = given.replace(/(?:^|\s)#.*$/, "").trim();
    const isEmpty = /^(?:""|'')?$/.test(value);
    return [
      {
        name,
        file,
        line: at,
        value: isEmpty ? "empty" : "reference",
        from: file,
        isObject: true,
      } satisfies GivenVariable,
    ];
  });
}

/** It is mounted at `/run/secrets/` under its target, or its own name. */
function mountedName(secret: Tree): readonly string[] {
  const name = secret.text ?? textAt(secret, "target") ?? textAt(secret, "source");
  return name === undefined ? [] : [posix.basename(name)];
}

/** A command, as a text or a list of its words. */
export function words(command: Tree | undefined): readonly string[] {
  return command?.text?.split(/\s+/) ?? itemsAt(command).flatMap(({ text }) => text ?? []);
}
