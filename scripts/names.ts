import { parseSync, type ParseResult } from "rolldown/utils";

type Statement = ParseResult["program"]["body"][number];
type Binding = Extract<Statement, { type: "VariableDeclaration" }>["declarations"][number]["id"];

/** The names that a module declares at its top level, exported or not. An import declares none. */
export function declaredNames(path: string, code: string): readonly string[] {
  const { program, errors } = parseSync(path, code);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} can't be parsed: ${error.message}`);
  // The overloads of a function are one name, and so are a type and a constant that share it.
  return [...new Set(program.body.flatMap(namesOf))];
}

function namesOf(statement: Statement): readonly string[] {
  switch (statement.type) {
    case "ExportNamedDeclaration":
      return statement.declaration === null ? [] : namesOf(statement.declaration);
    case "VariableDeclaration":
      return statement.declarations.flatMap(({ id }) => boundNames(id));
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
      return statement.id === null ? [] : [statement.id.name];
    case "TSTypeAliasDeclaration":
    case "TSInterfaceDeclaration":
      return [statement.id.name];
    default:
      return [];
  }
}

/** `const [a, b] = …` declares two names. */
function boundNames(binding: Binding): readonly string[] {
  switch (binding.type) {
    case "Identifier":
      return [binding.name];
    case "ArrayPattern":
      return binding.elements.flatMap((element) =>
        element === null || element.type === "RestElement" ? [] : boundNames(element),
      );
    case "ObjectPattern":
      return binding.properties.flatMap((property) =>
        property.type === "RestElement" ? [] : boundNames(property.value),
      );
    case "AssignmentPattern":
      return boundNames(binding.left);
  }
}

export interface NamedModule {
  readonly path: string;
  readonly names: readonly string[];
}

/** Names that more than one of the modules declares, as sentences. */
export function repeatedNames(modules: readonly NamedModule[]): string[] {
  const pathsOf = new Map<string, string[]>();
  for (const { path, names } of modules) {
    for (const name of names) pathsOf.set(name, [...(pathsOf.get(name) ?? []), path]);
  }
  return [...pathsOf]
    .filter(([, paths]) => paths.length > 1)
    .map(([name, paths]) => `${name} is declared in ${paths.join(" and ")}`)
    .sort();
}
