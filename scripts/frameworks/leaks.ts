import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { buildSecret, foreignSecret, greeting, runningSecret } from "./settings.ts";

const secrets = { runningSecret, buildSecret, foreignSecret };

/** The names of the secrets that a text holds, in any case and as base64. */
export function leaksIn(content: string | Buffer): readonly string[] {
  return namesFoundIn(content, secrets);
}

/** Where the app's folder holds one, its packages excepted, as `path: name`. */
export function leaksInFolder(folder: string): readonly string[] {
  return foundIn(folder, secrets);
}

/** The same for what browsers get: there the server's plain values are as wrong. */
export function serverValuesIn(folder: string): readonly string[] {
  return foundIn(folder, { ...secrets, greeting });
}

/** Where a page knows of the server's settings at all. */
export function serverNamesIn(folder: string): readonly string[] {
  return foundIn(folder, { variable: "DATABASE_PASSWORD", property: "poolSize" });
}

function foundIn(folder: string, values: Readonly<Record<string, string>>): readonly string[] {
  const paths = globSync("**/*", { cwd: folder, exclude: isPackages }).concat(
    globSync("{**/.*,**/.*/**/*}", { cwd: folder, exclude: isPackages }),
  );
  return [...new Set(paths)]
    .filter((path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isFile() === true)
    .flatMap((path) => {
      const content = unpacked(path, readFileSync(join(folder, path)));
      return namesFoundIn(content, values).map((name) => `${path}: ${name}`);
    });
}

/** Tools keep their caches below the first node_modules: `.cache`, `.vite`. These are looked through. */
function isPackages(path: string): boolean {
  return /(?:^|[\\/])node_modules[\\/](?!\.)[^\\/]+$/.test(path);
}

function unpacked(path: string, content: Buffer): Buffer {
  if (path.endsWith(".gz")) return gunzipSync(content);
  return path.endsWith(".br") ? brotliDecompressSync(content) : content;
}

function namesFoundIn(content: string | Buffer, values: Readonly<Record<string, string>>): readonly string[] {
  const text = content.toString("latin1");
  const lower = text.toLowerCase();
  return Object.entries(values)
    .filter(
      ([, value]) =>
        lower.includes(value.toLowerCase()) || base64Forms(value).some((form) => text.includes(form)),
    )
    .map(([name]) => name);
}

/** What base64 makes of the value's inside, at each of the three places in which it may begin. */
function base64Forms(value: string): readonly string[] {
  return [0, 1, 2].map((offset) =>
    Buffer.from(" ".repeat(offset) + value)
      .toString("base64")
      .slice(4, -4),
  );
}
