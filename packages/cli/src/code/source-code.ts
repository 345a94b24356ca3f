import { basename } from "node:path";

/** Whether a file's reads of the environment are looked at, by its path. */
export function isApplicationCode(path: string): boolean {
  if (!/\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(path) || /\.d\.[cm]?ts$/.test(path)) return false;
  return !isTest(path) && !isTool(path) && !isMadeByOthers(path);
}

function isTest(path: string): boolean {
  return (
    /\.(?:test|spec|test-d|e2e|cy|stories|bench)\.[a-z]+$/.test(path) ||
    /(?:^|\/)(?:tests?|__tests__|__mocks__|e2e|cypress|playwright|fixtures|test-utils)\//.test(path)
  );
}

/** Configuration of tools: they run where no definition is loaded. `vite.config.ts`, `.eslintrc.cjs`, `drizzle.config.ts` */
function isTool(path: string): boolean {
  const name = basename(path);
  return (
    /\.config\.[a-z]+$|^\..*rc\.[a-z]+$|^(?:gulpfile|Gruntfile|webpack\..*)\.[a-z]+$/i.test(name) ||
    /(?:^|\/)\.[^/]+\//.test(path)
  );
}

function isMadeByOthers(path: string): boolean {
  return /(?:^|\/)(?:node_modules|vendor|third_party|dist|build|out|coverage)\/|\.min\.[cm]?js$/.test(path);
}

/** How a file is parsed. JSX may be in any JavaScript, and in a component whose script says so. */
export function languageOf(path: string, text: string): "ts" | "tsx" | "jsx" {
  if (/\.(?:vue|svelte)$/.test(path) && /<script\b[^>]*\blang=["']?[jt]sx\b/.test(text)) return "tsx";
  if (/\.[cm]?ts$|\.vue$|\.svelte$/.test(path)) return "ts";
  return path.endsWith(".tsx") ? "tsx" : "jsx";
}

/** The scripts of a component, each at its own place, so that offsets and lines stay. */
export function scriptsIn(path: string, text: string): string {
  if (!/\.(?:vue|svelte)$/.test(path)) return text;
  let kept = "";
  for (const { index, 1: opening = "", 2: code = "" } of text.matchAll(
    /(<script\b[^>]*>)([\s\S]*?)<\/script>/g,
  )) {
    const start = index + opening.length;
    kept += blank(text.slice(kept.length, start)) + code;
  }
  return kept;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
