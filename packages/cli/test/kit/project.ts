import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

/** A folder of files outside of the workspace, in which core and zod are installed. Its name is not ASCII, and has a space. */
export class Project {
  readonly folder: string = join(realpathSync(mkdtempSync(join(tmpdir(), "confide-cli-"))), "my äpp");

  constructor(files: Readonly<Record<string, string>> = {}) {
    mkdirSync(join(this.folder, ".git"), { recursive: true });
    symlinkSync(
      resolve(import.meta.dirname, "../../node_modules"),
      join(this.folder, "node_modules"),
      "junction",
    );
    this.write({ "package.json": '{ "type": "module" }\n', ...files });
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
  }

  read(name: string): string {
    return readFileSync(this.path(name), "utf8");
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  [Symbol.dispose](): void {
    rmSync(dirname(this.folder), { recursive: true, force: true });
  }
}

/** A definition's file around the text of a schema's properties. */
export function definitionFile(properties: string, sources = "[env(), dotenv()]"): string {
  return `import { defineConfig, dotenv, env, secret } from "@confide/core";
import * as z from "zod";

export default defineConfig({
  schema: z.object({ ${properties} }),
  sources: ${sources},
});
`;
}
