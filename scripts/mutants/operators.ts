import type { Node } from "./node.ts";

/** One change of a module's text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

type Operator = (node: Node, code: string, parent: Node) => readonly Edit[];

/** Every kind of change, by its name. A new kind is one entry. */
export const operators: Readonly<Record<string, Operator>> = {
  "negate a condition": ({ type, test }, code) =>
    isBranch(type) && test && !negatesItself(test) ? [over(test, `!(${textOf(test, code)})`)] : [],

  "never take a branch": ({ type, test }) => (type === "IfStatement" && test ? [over(test, "false")] : []),

  "drop a not": (node, code) =>
    node.type === "UnaryExpression" && node.operator === "!" ? [over(node, textOf(node, code).slice(1))] : [],

  "swap an operator": (node, code, parent) => {
    const other = otherOperator(node);
    if (other === undefined || joinsText(node)) return [];
    const to = withOperator(node, code, other);
    // `a && b || c` is another expression than `a || b || c`, but `(a || b) || c` is what was meant.
    return [over(node, parent.type === "LogicalExpression" ? `(${to})` : to)];
  },

  "drop a fallback": (node, code) =>
    node.operator === "??" && node.left ? [over(node, code.slice(node.start, node.left.end))] : [],

  "count the other way": (node, code) =>
    node.type === "UpdateExpression"
      ? [
          over(
            node,
            textOf(node, code).replace(/\+\+|--/, (sign) => (sign === "++" ? "--" : "++")),
          ),
        ]
      : [],

  "drop an await": (node, code) =>
    node.type === "AwaitExpression" ? [over(node, textOf(node, code).replace(/^await\s+/, ""))] : [],

  "remove a statement": (node) =>
    node.type === "ExpressionStatement" && hasEffect(node.expression) ? [over(node, ";")] : [],

  "return nothing": ({ type, argument }, code) =>
    type === "ReturnStatement" && argument && !/^(?:undefined|true|false)$/.test(textOf(argument, code))
      ? [over(argument, "undefined")]
      : [],

  "flip a boolean": (node) =>
    node.type === "Literal" && typeof node.value === "boolean" ? [over(node, String(!node.value))] : [],

  "move a number": (node) =>
    node.type === "Literal" && typeof node.value === "number"
      ? [over(node, String(node.value + 1)), over(node, `(${node.value - 1})`)]
      : [],

  "change a string": (node, code) => {
    if (node.type === "TemplateLiteral") return textOf(node, code) === "``" ? [] : [over(node, '""')];
    if (node.type !== "Literal" || typeof node.value !== "string") return [];
    return [over(node, node.value === "" ? '"mutant"' : '""')];
  },

  "change a pattern": (node) =>
    node.regex
      ? patternsNear(node.regex).map((pattern) => over(node, `/${pattern}/${node.regex?.flags}`))
      : [],

  "spread nothing": (node, _, parent) =>
    node.type === "SpreadElement" ? [over(node, parent.type === "ObjectExpression" ? "...{}" : "...[]")] : [],

  "need what is optional": (node, code) => {
    if (node.optional !== true || !(node.object ?? node.callee)) return [];
    const at = code.indexOf("?.", (node.object ?? node.callee)?.end);
    const isMember = node.type === "MemberExpression" && node.computed === false;
    return [{ start: at, end: at + 2, to: isMember ? "." : "" }];
  },

  "call another method": ({ type, callee }) => {
    const { property, computed } = callee ?? {};
    const other = otherMethods.get(property?.name ?? "");
    return type === "CallExpression" && property && computed === false && other
      ? [over(property, other)]
      : [];
  },

  "empty a finally": ({ finalizer }) => (isFilled(finalizer) ? [over(finalizer, "{}")] : []),

  "empty a catch": ({ type, body }) =>
    type === "CatchClause" && isFilled(body as Node) ? [over(body as Node, "{}")] : [],
};

const otherOperators: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "%": "*",
  "&": "|",
  "|": "&",
  "<<": ">>",
  ">>": "<<",
  "+=": "-=",
  "-=": "+=",
  "&&=": "=",
  "||=": "=",
  "??=": "=",
};

const otherMethods: ReadonlyMap<string, string> = new Map(
  [
    ["some", "every"],
    ["min", "max"],
    ["startsWith", "endsWith"],
    ["toLowerCase", "toUpperCase"],
    ["indexOf", "lastIndexOf"],
    ["floor", "ceil"],
    ["shift", "pop"],
    ["push", "unshift"],
    ["allSettled", "all"],
    ["trimStart", "trimEnd"],
  ].flatMap(([one = "", other = ""]): [string, string][] => [
    [one, other],
    [other, one],
  ]),
);

const otherClasses: Readonly<Record<string, string>> = {
  "\\d": "\\D",
  "\\D": "\\d",
  "\\w": "\\W",
  "\\W": "\\w",
  "\\s": "\\S",
  "\\S": "\\s",
  "[^": "[",
  "[": "[^",
  "+": "*",
  "*": "+",
  "^": "",
  $: "",
};

/** Patterns with one class turned, one anchor gone, or one repetition changed. */
function patternsNear({ pattern, flags }: { pattern: string; flags: string }): readonly string[] {
  const near = [...pattern.matchAll(/\\.|\[\^?|[+*^$]/gsu)].flatMap(({ 0: part, index }) => {
    const { [part]: other } = otherClasses;
    return other === undefined ? [] : [pattern.slice(0, index) + other + pattern.slice(index + part.length)];
  });
  return near.filter((each) => each !== "" && isPattern(each, flags));
}

function isPattern(pattern: string, flags: string): boolean {
  try {
    return RegExp(pattern, flags).flags === flags;
  } catch {
    return false;
  }
}

function otherOperator({ type, operator = "" }: Node): string | undefined {
  const has = ["BinaryExpression", "LogicalExpression", "AssignmentExpression"].includes(type);
  return has ? otherOperators[operator] : undefined;
}

function isBranch(type: string): boolean {
  return ["IfStatement", "ConditionalExpression", "WhileStatement"].includes(type);
}

/** What another operator turns around already. */
function negatesItself({ type, operator = "" }: Node): boolean {
  return (type === "UnaryExpression" && operator === "!") || ["===", "!=="].includes(operator);
}

/** `"a" + b` joins; there is no minus of strings. */
function joinsText({ operator = "", left, right }: Node): boolean {
  const isText = (node?: Node): boolean =>
    node !== undefined &&
    (node.type === "TemplateLiteral" ||
      typeof node.value === "string" ||
      (node.operator === "+" && joinsText(node)));
  return operator.startsWith("+") && (isText(left) || isText(right));
}

/** Only the operator between the operands changes: brackets and comments there are kept. */
function withOperator({ left, right, operator = "", start, end }: Node, code: string, other: string): string {
  const [from, to] = [left?.end ?? start, right?.start ?? end];
  const between = code.slice(from, to).replace(operator, other);
  return code.slice(start, from) + between + code.slice(to, end);
}

function hasEffect(node: Node | undefined): boolean {
  if (node?.type === "AwaitExpression") return hasEffect(node.argument ?? undefined);
  if (node?.type === "UnaryExpression" && node.operator === "void")
    return hasEffect(node.argument ?? undefined);
  if (node?.type === "CallExpression") return node.callee?.type !== "Super";
  return node?.type === "AssignmentExpression" || node?.type === "UpdateExpression";
}

function isFilled(node: Node | null | undefined): node is Node {
  return Array.isArray(node?.body) && node.body.length > 0;
}

function over({ start, end }: Node, to: string): Edit {
  return { start, end, to };
}

function textOf({ start, end }: Node, code: string): string {
  return code.slice(start, end);
}
