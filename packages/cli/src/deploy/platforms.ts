import { CouldNotLook } from "../could-not-look.ts";
import { beginsAsObject, type Deployed, type GivenVariable, program } from "./deployed.ts";
import type { ParsedYaml } from "./compose.ts";
import { entriesAt } from "./tree.ts";

/** `vercel.json`: `env`, and `build.env` for the build. The project's own variables are on the platform. */
export function vercelDeployed({ file, trees }: ParsedYaml): Deployed {
  const [tree] = trees;
  const all = [entriesAt(tree, "env"), entriesAt(tree, "build", "env")].flat();
  const given = all.map(([name, { text, line }]) => {
    const isReference = text?.startsWith("@") === true; // a secret of the platform
    return isReference
      ? ({
          name,
          file,
          line,
          value: "reference",
          from: "a secret of Vercel",
          isObject: true,
        } satisfies GivenVariable)
      : writtenIn(name, text ?? "", { file, line });
  });
  const open = ["the project's variables on Vercel"];
  return {
    programs: [
      program({ what: "the project", name: "project", file, line: 1, given, open, isDefault: true }),
    ],
    flaws: [],
  };
}

/** `fly.toml`: `[env]`. Its secrets are on the platform. */
export function flyDeployed(text: string, file: string, table: Readonly<Record<string, unknown>>): Deployed {
  const { env } = table;
  const given = Object.entries(typeof env === "object" && env !== null ? env : {}).map(([name, value]) =>
    writtenIn(name, String(value), { file, line: lineInToml(text, name) }),
  );
  const open = ["fly secrets"];
  return {
    programs: [program({ what: "the app", name: "app", file, line: 1, given, open, isDefault: true })],
    flaws: [],
  };
}

/** @throws CouldNotLook for what is no TOML. The parser's message quotes the line, and isn't kept. */
export function tomlTable(
  text: string,
  file: string,
  { parse, TomlError }: typeof import("smol-toml"),
): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    const line = error instanceof TomlError ? { line: error.line } : {};
    throw new CouldNotLook({ code: "not-toml", message: `${file} can't be parsed as TOML`, file, ...line });
  }
}

function writtenIn(name: string, text: string, place: Pick<GivenVariable, "file" | "line">): GivenVariable {
  if (text === "") return { name, ...place, value: "empty" };
  return { name, ...place, value: "literal", isObject: beginsAsObject(text) };
}

/** The parser reports no lines. A name is on a line of its own, or in a table on one: then it is that table's. */
function lineInToml(text: string, name: string): number {
  const escaped = name.replace(/[^\w-]/g, String.raw`\$&`);
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^\s*(?:\[\s*env\s*\]|env\s*[.=])/.test(line));
  const found = lines.findIndex(
    (line, index) => index >= start && new RegExp(`(?:^|[\\s{,.])["']?${escaped}["']?\\s*=`).test(line),
  );
  return Math.max(found, start, 0) + 1;
}
