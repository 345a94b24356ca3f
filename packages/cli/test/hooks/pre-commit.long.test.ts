import { join } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { hookTools, RealProject, TOKEN } from "./real-project.ts";
import { PLANTED } from "./hook-project.ts";

let tools: Awaited<ReturnType<typeof hookTools>>;
beforeAll(async () => {
  tools = await hookTools();
}, 600_000);

describe("pre-commit itself", () => {
  test(
    "runs confide, gitleaks and detect-secrets: each refuses what it finds, and all take what is harmless",
    { timeout: 900_000 },
    async () => {
      using project = new RealProject(tools, { ".pre-commit-config.yaml": "repos: []\n" });
      const { env, bin } = tools.preCommit;
      const own = { ...env, PRE_COMMIT_HOME: join(bin, "../.hooks"), GOFLAGS: "-mod=mod" };
      expect((await project.hooks("install --yes")).exitCode).toBe(0);
      const installed = project.run(
        "python3",
        ["-m", "pre_commit", "install", "--hook-type", "pre-commit", "--hook-type", "pre-push"],
        own,
      );
      expect([installed.status, installed.stderr]).toEqual([0, ""]);
      expect((await project.hooks("status")).exitCode).toBe(0);
      project.run("git", [
        "add",
        ".pre-commit-config.yaml",
        ".secrets.baseline",
        ".gitleaks.toml",
        ".gitignore",
        "confide.config.ts",
        "package.json",
      ]);
      const first = project.run("git", ["commit", "-m", "x"], own);
      expect([first.status, first.stdout + first.stderr]).toMatchObject([
        0,
        expect.stringContaining("detect-secrets"),
      ]);
      expect(project.takes("a.txt", `password is ${PLANTED}\n`, own)).toBe(false);
      expect(
        project.takes("b.txt", `it is ${TOKEN}\n`, { ...own, SKIP: "confide-scan,detect-secrets" }),
      ).toBe(false);
      expect(
        project.takes("c.py", 'password = "n0t-a-placeholder-9fQ2vXbT7Lw"\n', {
          ...own,
          SKIP: "confide-scan,gitleaks",
        }),
      ).toBe(false);
      expect(project.takes("d.txt", "harmless\n", own)).toBe(true);
    },
  );
});
