import type { DockerfileParser } from "dockerfile-ast";

import { beginsAsObject, type Deployed, type GivenVariable, program } from "./deployed.ts";

/** A Dockerfile: what `ENV` gives to the program, and `ARG` to the build. */
export function imageDeployed(text: string, file: string, parser: typeof DockerfileParser): Deployed {
  const dockerfile = parser.parse(text);
  const given = dockerfile
    .getENVs()
    .flatMap((instruction) => instruction.getProperties())
    .map((each) => imageVariable(each, file));
  const build = dockerfile.getARGs().flatMap((instruction) => {
    const property = instruction.getProperty();
    return property === null ? [] : [{ ...imageVariable(property, file), build: true } as const];
  });
  const open = ["what a container is started with"];
  const image = program({
    what: "the image",
    name: "image",
    file,
    line: 1,
    given: [...given, ...build].map((each) => ({ ...each, baked: true }) as const),
    open,
    openFiles: open,
    isDefault: true,
  });
  return { programs: [image], flaws: [] };
}

interface Property {
  getName(): string;
  getUnescapedValue(): string | null;
  getRange(): { readonly start: { readonly line: number } };
}

function imageVariable(property: Property, file: string): GivenVariable {
  const [name, text] = [property.getName(), property.getUnescapedValue()];
  const line = property.getRange().start.line + 1;
  if (text === null) return { name, file, line, value: "reference", from: "--build-arg", isObject: true };
  if (text === "") return { name, file, line, value: "empty" };
  const [, variable] = /(?<!\\)\$\{?([A-Za-z_]\w*)/.exec(text) ?? [];
  if (variable === undefined) return { name, file, line, value: "literal", isObject: beginsAsObject(text) };
  const value = /\$\{[A-Za-z_]\w*:?-[^}$]/.test(text) ? "default" : "reference";
  return { name, file, line, value, from: `the build's ${variable}`, isObject: true };
}
