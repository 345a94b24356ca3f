/** What a browser has and Node doesn't, as far as the bundle looks at it; and nothing of Node's. It prints the title of the page. */
export const browser = `import { globSync } from "node:fs";

const [path] = globSync("dist/assets/index-*.js");
globalThis.document = { createElement: () => ({ relList: { supports: () => true } }) };
globalThis.process = undefined;
await import(new URL(path, import.meta.url));
console.log(document.title);
`;
