/** What a browser has and Node doesn't, as far as the bundle looks at it; and nothing of Node's. It prints the title of the page. */
export const browser = `import { globSync } from "node:fs";

const [path] = globSync("dist/assets/index-*.js");
globalThis.document = { createElement: () => ({ relList: { supports: () => true } }) };
globalThis.process = undefined;
await import(new URL(path, import.meta.url));
console.log(document.title);
`;

/** What `chromium` needs, from the registry: a browser, and what drives it. */
export const chromiumPackages: readonly string[] = ["@sparticuz/chromium", "playwright-core"];

/** Serves what Vite built, and opens it in a real browser. It prints the title of the page, or what the page threw. */
export const chromium = `import executable from "@sparticuz/chromium";
import { chromium } from "playwright-core";
import { preview } from "vite";

const server = await preview({ preview: { port: 0, host: "127.0.0.1" }, logLevel: "silent" });
const browser = await chromium.launch({ executablePath: await executable.executablePath(), args: executable.args });
const page = await browser.newPage();
page.on("pageerror", (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
await page.goto("http://127.0.0.1:" + server.httpServer.address().port, { waitUntil: "networkidle" });
console.log(await page.title());
await browser.close();
await server.close();
`;
