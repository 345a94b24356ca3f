import type { Definition } from "../load/definition.ts";
import { planOf } from "../schema/plan.ts";
import type { Node } from "../schema/nodes.ts";
import { isSecret } from "../secret/secret.ts";
import type { ValueType, Setting } from "../model/setting.ts";
import { list, upperSnakeCase } from "../util/text.ts";

/**
 * The text of a `.env.example`: each setting with its description, type and default. A secret's default is never
 * written, and what is optional is commented out.
 */
export function envExample(definition: Definition): string {
  const plan = planOf(definition.schema);
  const defaults = new Map(allLeaves(plan.root).map((leaf) => [leaf.setting.name, leaf.defaultValue]));
  const blocks = plan.settings.map((setting) => block(definition, setting, defaults.get(setting.name)));
  return `${blocks.join("\n\n")}\n`;
}

function block(definition: Definition, setting: Setting, defaultValue?: () => unknown): string {
  const name = variableName(definition, setting);
  const value = setting.secret ? "" : exampleText(defaultValue?.());
  const lines = [...(setting.description?.split(/\r?\n/) ?? []), describe(setting)].map((line) =>
    `# ${line}`.trimEnd(),
  );
  return [...lines, `${setting.optional ? "# " : ""}${name}=${value}`].join("\n");
}

/** As the definition's own environment spells it: its prefix, delimiter and names. */
function variableName({ sources = [] }: Definition, setting: Setting): string {
  const environment =
    sources.find(({ name }) => name === "env") ?? sources.find(({ name }) => name.startsWith(".env"));
  return environment?.locate(setting) ?? setting.env[0] ?? setting.path.map(upperSnakeCase).join("_");
}

function describe(setting: Setting): string {
  const { deprecated } = setting;
  const notes = [
    typeName(setting.valueType, setting.secret),
    setting.secret ? "secret" : "",
    setting.optional ? "optional" : "required",
    deprecated === undefined ? "" : deprecated === true ? "deprecated" : `deprecated: ${deprecated}`,
  ];
  return notes.filter((note) => note !== "").join(", ");
}

function typeName(kind: ValueType, secret: boolean): string {
  switch (kind.type) {
    case "choice":
      return secret ? "one of its values" : list(kind.values.map(String), "or");
    case "nullable":
    case "lenient":
      return typeName(kind.of, secret);
    case "array":
    case "set":
    case "tuple":
      return "list (a,b or JSON)";
    case "record":
    case "map":
      return "names and values (a=1,b=2 or JSON)";
    case "object":
      return "JSON";
    case "union":
      return list([...new Set(kind.options.map((option) => typeName(option.kind(), secret)))], "or");
    case "date":
      return "date (ISO 8601)";
    case "raw":
      return "text";
    default:
      return kind.type;
  }
}

/** In a form that `.env` and the decoder read back as the same value; nothing where there is no such form. */
function exampleText(value: unknown): string {
  if (value === undefined || value === null || isSecret(value) || value instanceof Uint8Array) return "";
  if (typeof value === "function" || typeof value === "symbol") return "";
  const text = typeof value === "object" ? exampleJson(value) : `${value as string | number}`;
  return /^[\w./:@%+,-]*$/.test(text) ? text : quotedValue(text);
}

function exampleJson(value: object): string {
  const items = value instanceof Set || value instanceof Map ? [...value] : value;
  try {
    const json = JSON.stringify(items, (_, each: unknown) =>
      typeof each === "bigint" ? String(each) : each,
    );
    return json.startsWith('"') ? String(JSON.parse(json)) : json; // a date, a URL
  } catch {
    return ""; // it holds itself
  }
}

/** On one line, as the line may be commented out. Backslashes mean something in double quotes only. */
function quotedValue(text: string): string {
  if (/[\r\n]/.test(text))
    return /["\\]/.test(text) ? "" : `"${text.replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;
  const quote = ["'", "`", '"'].find((each) => !text.includes(each));
  return quote === undefined || (quote === '"' && text.includes("\\")) ? "" : quote + text + quote;
}

function allLeaves(node: Node): Extract<Node, { type: "leaf" }>[] {
  if (node.type === "leaf") return [node];
  const within = [
    ...node.children.values(),
    ...node.choices.flatMap(({ options }) => options.map((option) => option.node)),
  ];
  return within.flatMap(allLeaves);
}
