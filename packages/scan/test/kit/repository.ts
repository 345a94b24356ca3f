import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** git without the configuration of whoever runs the tests. */
export const gitEnv: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
  GIT_AUTHOR_DATE: "2026-01-02T03:04:05Z",
  GIT_COMMITTER_DATE: "2026-01-02T03:04:05Z",
  // Submodules and clones of folders of this machine.
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "protocol.file.allow",
  GIT_CONFIG_VALUE_0: "always",
};

/** A folder that goes with its test, which may be a repository. */
export class Folder implements Disposable {
  readonly path: string = join(realpathSync(mkdtempSync(join(tmpdir(), "confide-scan-"))), "a földer");

  constructor() {
    mkdirSync(this.path);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.file(name)), { recursive: true });
    writeFileSync(this.file(name), content);
  }

  link(name: string, target: string): void {
    symlinkSync(target, this.file(name));
  }

  git(...argv: readonly string[]): string {
    return this.gitWith({}, ...argv);
  }

  gitWith({ env, input }: GitCall, ...argv: readonly string[]): string {
    const output = execFileSync("git", argv, {
      cwd: this.path,
      env: { ...gitEnv, ...env },
      stdio: ["pipe", "pipe", "pipe"],
      input,
      maxBuffer: 64 * 1024 * 1024,
    });
    return output.toString("utf8").trim();
  }

  commit(message = "a change"): void {
    this.git("add", "--all");
    this.gitWith({ input: message }, "commit", "--quiet", "--allow-empty", "--file=-");
  }

  [Symbol.dispose](): void {
    rmSync(dirname(this.path), { recursive: true, force: true });
  }
}

interface GitCall {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
}

/** With one commit. */
export function repository(): Folder {
  const folder = new Folder();
  folder.git("init", "--quiet", "--initial-branch=main");
  folder.write("README.md", "# A project\n");
  folder.commit("the first");
  return folder;
}
